"""URLs of the dossiers."""

from django.urls import path

from dossiers.views import (
    accord,
    actions,
    copie,
    couverture,
    fiche,
    inscription,
    liste,
    modalites,
)

app_name = "dossiers"

urlpatterns = [
    path("", liste.liste, name="liste"),
    path("inscrire/", inscription.inscrire, name="inscrire"),
    path("<int:pk>/", fiche.fiche, name="fiche"),
    path("<int:pk>/modifier/", inscription.modifier, name="modifier"),
    path("<int:pk>/modalites/", modalites.modalites, name="modalites"),
    path("<int:pk>/modalites/copier/", copie.copier, name="copier_plan"),
    path("<int:pk>/modalites/copier/<int:origine_pk>/", copie.copier_de, name="copier_plan_de"),
    path("<int:pk>/modalites/habituel/", copie.appliquer_habituel, name="plan_habituel"),
    path(
        "<int:pk>/modalites/habituel/enregistrer/",
        copie.enregistrer_habituel,
        name="enregistrer_plan_habituel",
    ),
    path("<int:pk>/modalites/revenir/", copie.revenir, name="revenir_au_plan"),
    path("<int:pk>/couverture/", couverture.couverture, name="couverture"),
    path("<int:pk>/accord/", accord.accord, name="accord"),
    path("<int:pk>/accord/retirer/", accord.retirer_accord, name="retirer_accord"),
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
