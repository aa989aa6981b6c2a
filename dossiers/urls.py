"""URLs of the dossiers."""

from django.urls import path

from dossiers.views import (
    actions,
    amenagements,
    entreprises,
    exports,
    fiche,
    identite,
    inscription,
    liste,
    modalites,
)

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
    path("entreprises/", entreprises.entreprises, name="entreprises"),
    path("entreprises/proposees/", entreprises.proposees, name="entreprises_proposees"),
    path("entreprises/<int:pk>/", entreprises.entreprise, name="entreprise"),
    path("entreprises/<int:pk>/modifier/", entreprises.modifier, name="entreprise_modifier"),
    path("entreprises/<int:pk>/tuteurs/<int:tuteur_pk>/", entreprises.tuteur, name="tuteur"),
    path("<int:pk>/", fiche.fiche, name="fiche"),
    path("<int:pk>/modifier/", inscription.modifier, name="modifier"),
    path("<int:pk>/identite/", identite.rectifier, name="identite"),
    path("<int:pk>/nir/", identite.nir, name="nir"),
    path("<int:pk>/nir/effacer/", identite.nir_effacer, name="nir_effacer"),
    path("<int:pk>/amenagements/ajouter/", amenagements.ajouter, name="amenagement_ajouter"),
    path("<int:pk>/amenagements/<int:amenagement_pk>/", amenagements.modifier, name="amenagement"),
    path(
        "<int:pk>/amenagements/<int:amenagement_pk>/retirer/",
        amenagements.retirer,
        name="amenagement_retirer",
    ),
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
