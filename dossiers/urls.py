"""URLs of the dossiers."""

from django.urls import path

from dossiers.views import actions, exports, fiche, inscription, liste, modalites

app_name = "dossiers"

urlpatterns = [
    path("", liste.liste, name="liste"),
    path("colonnes/", liste.colonnes, name="colonnes"),
    path("exporter/", exports.exporter_liste, name="exporter"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:export_pk>/", exports.export_etat, name="export_etat"),
    path("exports/<int:export_pk>/fichier/", exports.export_fichier, name="export_fichier"),
    path("exports/<int:export_pk>/relancer/", exports.export_relancer, name="export_relancer"),
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
    path("<int:pk>/documents/modalites/", fiche.produire_modalites, name="produire_modalites"),
    path("<int:pk>/documents/<int:document_pk>/", fiche.document, name="document"),
    path("<int:pk>/travaux/<int:travail_pk>/", fiche.travail_etat, name="travail"),
    path(
        "<int:pk>/travaux/<int:travail_pk>/relancer/",
        fiche.travail_relancer,
        name="travail_relancer",
    ),
]
