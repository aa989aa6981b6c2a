"""URLs of the dossiers."""

from django.urls import include, path

from dossiers.views import (
    accord,
    actions,
    amenagements,
    arrets,
    commission,
    convocations,
    copie,
    courriels,
    couverture,
    entreprises,
    exports,
    fiche,
    fil,
    identite,
    inscription,
    liste,
    modalites,
    pieces,
    recevabilite,
    reglages,
    relances,
    ressources,
    seances,
    series,
    transmission,
)

app_name = "dossiers"

_dossiers = [
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
    path("<int:pk>/transmettre/", transmission.transmettre, name="transmettre"),
    path("<int:pk>/commission/", commission.commission, name="commission"),
    path(
        "<int:pk>/commission/<int:utilisateur_pk>/retirer/",
        commission.retirer_evaluateur,
        name="retirer_evaluateur",
    ),
    path(
        "<int:pk>/commission/<int:utilisateur_pk>/remplacer/",
        commission.remplacer_evaluateur,
        name="remplacer_evaluateur",
    ),
    path("planifier-seances/", series.planifier_plusieurs, name="planifier_plusieurs"),
    path("<int:pk>/seances/", seances.seances, name="seances"),
    path("<int:pk>/seances/planifier/", seances.seance_creer, name="seance_creer"),
    path("<int:pk>/seances/<int:seance_pk>/", seances.seance, name="seance"),
    path(
        "<int:pk>/seances/<int:seance_pk>/modifier/",
        seances.seance_modifier,
        name="seance_modifier",
    ),
    path(
        "<int:pk>/seances/<int:seance_pk>/annuler/", seances.seance_annuler, name="seance_annuler"
    ),
    path(
        "<int:pk>/seances/<int:seance_pk>/absence/", seances.seance_absence, name="seance_absence"
    ),
    path("<int:pk>/seances/<int:seance_pk>/tenue/", seances.seance_tenue, name="seance_tenue"),
    path("<int:pk>/seances/<int:seance_pk>/convoquer/", convocations.convoquer, name="convoquer"),
    path(
        "<int:pk>/seances/<int:seance_pk>/convocations/<int:convocation_pk>/pdf/",
        convocations.convocation_pdf,
        name="convocation_pdf",
    ),
    path(
        "<int:pk>/seances/<int:seance_pk>/convocations/<int:convocation_pk>/remise/",
        convocations.convocation_remise,
        name="convocation_remise",
    ),
    path("<int:pk>/rapport/", actions.rapport, name="rapport"),
    path("<int:pk>/rapport/derogation/", actions.rapport_derogation, name="rapport_derogation"),
    path("<int:pk>/abandonner/", arrets.abandonner, name="abandonner"),
    path("<int:pk>/reprendre/", arrets.reprendre, name="reprendre"),
    path("<int:pk>/reporter/", arrets.reporter, name="reporter"),
    path("<int:pk>/reporter/lever/", arrets.lever_report, name="lever_report"),
    path("<int:pk>/recevabilite/", recevabilite.recevabilite, name="recevabilite"),
    path("<int:pk>/recevabilite/annuler/", recevabilite.annuler, name="annuler_recevabilite"),
    path("<int:pk>/echange/accord/", transmission.accord_recu, name="accord_recu"),
    path(
        "<int:pk>/echange/corrections/<int:correction_pk>/traiter/",
        transmission.traiter_correction,
        name="traiter_correction",
    ),
    path("<int:pk>/journal/", fil.journal, name="journal"),
    path("<int:pk>/commenter/", fil.commenter, name="commenter"),
    path(
        "<int:pk>/commentaires/<int:commentaire_pk>/",
        fil.commentaire_modifier,
        name="commentaire_modifier",
    ),
    path(
        "<int:pk>/commentaires/<int:commentaire_pk>/retirer/",
        fil.commentaire_retirer,
        name="commentaire_retirer",
    ),
    path("<int:pk>/documents/deposer/", pieces.deposer, name="piece_deposer"),
    path("<int:pk>/documents/<int:document_pk>/retirer/", pieces.retirer, name="piece_retirer"),
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

# The resource centre's own space: what was sent to it, and nothing else.
_ressources = [
    path("", ressources.recus, name="ressources"),
    path("<int:transmission_pk>/", ressources.recu, name="recu"),
    path("<int:transmission_pk>/accuser/", ressources.accuser, name="accuser_reception"),
    path("<int:transmission_pk>/accord/", ressources.accord, name="donner_accord"),
    path("<int:transmission_pk>/corriger/", ressources.corriger, name="demander_corrections"),
    path("<int:transmission_pk>/document/", ressources.document, name="document_recu"),
]

urlpatterns = [
    path("dossiers/", include(_dossiers)),
    path("ressources/", include(_ressources)),
    path("reglages/", reglages.reglages, name="reglages"),
]
