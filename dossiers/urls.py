"""URLs of the dossiers."""

from django.urls import path

from dossiers.views import actions, courriels, fiche, inscription, liste, modalites, relances

app_name = "dossiers"

urlpatterns = [
    path("", liste.liste, name="liste"),
    path("inscrire/", inscription.inscrire, name="inscrire"),
    path("<int:pk>/", fiche.fiche, name="fiche"),
    path("<int:pk>/modifier/", inscription.modifier, name="modifier"),
    path("<int:pk>/modalites/", modalites.modalites, name="modalites"),
    path("<int:pk>/accord/", modalites.accord, name="accord"),
    path("<int:pk>/transmettre/", modalites.transmettre, name="transmettre"),
    path("<int:pk>/commission/", actions.commission, name="commission"),
    path(
        "<int:pk>/commission/<int:utilisateur_pk>/retirer/",
        actions.retirer_evaluateur,
        name="retirer_evaluateur",
    ),
    path("<int:pk>/rapport/", actions.rapport, name="rapport"),
    path("<int:pk>/rapport/derogation/", actions.rapport_derogation, name="rapport_derogation"),
    path("<int:pk>/abandonner/", actions.abandonner, name="abandonner"),
    path("<int:pk>/journal/", fiche.journal, name="journal"),
    path("<int:pk>/courriels/", courriels.du_dossier, name="courriels"),
    path("<int:pk>/relances/", relances.relances, name="relances"),
    path("<int:pk>/relances/suspendre/", relances.suspendre, name="suspendre_relances"),
    path(
        "<int:pk>/relances/suspensions/<int:suspension_pk>/reprendre/",
        relances.reprendre,
        name="reprendre_relances",
    ),
    path("<int:pk>/relances/<int:relance_pk>/relancer/", relances.relancer, name="relancer"),
    path("<int:pk>/documents/modalites/", fiche.produire_modalites, name="produire_modalites"),
    path("<int:pk>/documents/<int:document_pk>/", fiche.document, name="document"),
    path("<int:pk>/travaux/<int:travail_pk>/", fiche.travail_etat, name="travail"),
    path(
        "<int:pk>/travaux/<int:travail_pk>/relancer/",
        fiche.travail_relancer,
        name="travail_relancer",
    ),
]
