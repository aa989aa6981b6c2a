"""Every URL of the site, asked for by every role: what it opens, and that it writes nothing (R22).

Invisible answers 404, visible but not allowed 403, signed out goes to sign in. A page added to the
site fails here until its row says who may open it.
"""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.factories.comptes import UtilisateurFactory
from tests.monde import MARQUE_A, MARQUE_B, Monde, creer_monde, urls_du_site

pytestmark = pytest.mark.django_db

# The columns of every row. Centre A: its staff, its manager; the staff of centre B; an evaluator
# and a juror of both dossiers; an evaluator and a juror of centre A who were given neither.
ROLES = [
    "gestionnaire",
    "responsable",
    "etranger",
    "evaluateur",
    "non_affecte",
    "jure",
    "non_assis",
]
TOUS = "200 200 200 200 200 200 200"
RENVOI = "302 302 302 302 302 302 302"
# The method is refused before anything is read, whoever asks and whether the object exists or not.
SEUL_POST = "405 405 405 405 405 405 405"
# A brouillon is for those who prepare the versions; nobody else sees that it exists.
RESPONSABLE_SEUL = "404 200 404 404 404 404 404"

PAGES_COMMUNES = {
    "accueil": TOUS,
    "evaluations:avis_public": TOUS,
    "evaluations:avis_merci": RENVOI,
    "evaluations:sessions": TOUS,
    "evaluations:session_creer": "200 200 200 403 403 403 403",
    "comptes:connexion": RENVOI,
    "comptes:deconnexion": SEUL_POST,
    "comptes:profil": TOUS,
    "comptes:mot_de_passe": TOUS,
    "comptes:oubli": TOUS,
    "comptes:oubli_envoye": TOUS,
    "comptes:reinitialiser": TOUS,
    "referentiels:liste": TOUS,
    "referentiels:consulter": TOUS,
    "referentiels:comparer_avec": TOUS,
    "referentiels:comparer": RESPONSABLE_SEUL,
    "referentiels:importer": "403 200 403 403 403 403 403",
    "referentiels:relire": RESPONSABLE_SEUL,
    "referentiels:pointer": SEUL_POST,
    "referentiels:publier": RESPONSABLE_SEUL,
    "referentiels:archiver": SEUL_POST,
    "referentiels:dupliquer": SEUL_POST,
    "referentiels:produire_document": SEUL_POST,
    "referentiels:travail": TOUS,
    "referentiels:echange": TOUS,
    "referentiels:document": TOUS,
    "referentiels:modifier": RESPONSABLE_SEUL,
    "referentiels:modifier_identite": RESPONSABLE_SEUL,
    "referentiels:modifier_capacites": RESPONSABLE_SEUL,
    "referentiels:modifier_capacite": RESPONSABLE_SEUL,
    "referentiels:modifier_blocs": RESPONSABLE_SEUL,
    "referentiels:modifier_modalites": RESPONSABLE_SEUL,
    "referentiels:modifier_textes": RESPONSABLE_SEUL,
    "referentiels:historique": RESPONSABLE_SEUL,
    "referentiels:supprimer": RESPONSABLE_SEUL,
    "referentiels:annuler": SEUL_POST,
    "referentiels:revenir": SEUL_POST,
    "dossiers:liste": TOUS,
    "dossiers:colonnes": SEUL_POST,
    "dossiers:exporter": SEUL_POST,
    "dossiers:exports": "200 200 200 403 403 403 403",
    "dossiers:export_etat": "200 404 404 403 403 403 403",
    "dossiers:export_fichier": "200 404 404 403 403 403 403",
    "dossiers:export_relancer": SEUL_POST,
    "dossiers:inscrire": "200 200 200 403 403 403 403",
    "dossiers:ressources": "403 403 403 403 403 403 403",
    "dossiers:recu": "404 404 404 404 404 404 404",
    "dossiers:accuser_reception": SEUL_POST,
    "dossiers:donner_accord": "404 404 404 404 404 404 404",
    "dossiers:demander_corrections": "404 404 404 404 404 404 404",
    "dossiers:document_recu": "404 404 404 404 404 404 404",
    "dossiers:reglages": "403 200 403 403 403 403 403",
    "dossiers:entreprises": "200 200 200 403 403 403 403",
    "dossiers:entreprises_proposees": "200 200 200 403 403 403 403",
    "courriels:liste": "200 200 200 403 403 403 403",
    "relances:mes_rappels": TOUS,
    "relances:reglages": "403 200 403 403 403 403 403",
    "relances:texte": "403 200 404 404 404 404 404",
    "relances:texte_par_defaut": SEUL_POST,
    "dossiers:planifier_plusieurs": "200 200 200 403 403 403 403",
    "planning:mois": "200 200 200 200 200 403 403",
    "planning:agenda": "200 200 200 200 200 403 403",
    "planning:mes_seances": "403 403 403 200 200 403 403",
    "dossiers:imports": "200 200 200 403 403 403 403",
    "dossiers:importer": "200 200 200 403 403 403 403",
    "dossiers:import_modele": "200 200 200 403 403 403 403",
    "dossiers:import_voir": "200 200 404 404 404 404 404",
    "dossiers:import_etat": "200 200 404 404 404 404 404",
    "dossiers:import_erreurs": "200 200 404 404 404 404 404",
    "dossiers:import_decider": SEUL_POST,
    "dossiers:import_confirmer": SEUL_POST,
    "dossiers:import_abandonner": SEUL_POST,
    "dossiers:import_relancer": SEUL_POST,
    "dossiers:lots": "200 200 200 403 403 403 403",
    "dossiers:lot_preparer": "302 302 302 403 403 403 403",
    "dossiers:lot_voir": "200 200 404 404 404 404 404",
    "dossiers:lot_etat": "200 200 404 404 404 404 404",
    "dossiers:lot_relancer": SEUL_POST,
    "admin:index": RENVOI,
}
# The mails and the reminders of a dossier: for the staff of its centre.
SUIVI = {
    "courriels:courriel": "200 200 404 404 404 404 404",
    "courriels:piece": "404 404 404 404 404 404 404",
    "courriels:non_distribue": SEUL_POST,
    "courriels:regler": SEUL_POST,
    "dossiers:relancer": SEUL_POST,
    "dossiers:suspendre_relances": SEUL_POST,
    "dossiers:reprendre_relances": SEUL_POST,
}
# A dossier of the 2018 template that the commission is evaluating: no juror sees it yet.
EN_EVALUATION = {
    "evaluations:grille": "200 200 404 200 404 404 404",
    "evaluations:noter_critere": SEUL_POST,
    "evaluations:conclure": SEUL_POST,
    "evaluations:signer_grille": SEUL_POST,
    "evaluations:rouvrir_grille": "403 200 404 403 404 404 404",
    "evaluations:avis": "200 200 404 403 404 404 404",
    "evaluations:avis_demander": SEUL_POST,
    "evaluations:avis_dispenser": "403 200 404 403 404 404 404",
    "evaluations:avis_renvoyer": SEUL_POST,
    "evaluations:avis_lien": SEUL_POST,
    "evaluations:avis_revoquer": SEUL_POST,
    "evaluations:avis_courriel": "200 200 404 403 404 404 404",
    "evaluations:entretien": "404 404 404 404 404 404 404",
    "evaluations:presentation": "404 404 404 403 404 404 404",
    "evaluations:reevaluer_capacite": SEUL_POST,
    "evaluations:choisir_session": "403 403 404 403 404 404 404",
    "dossiers:fiche": "200 200 404 200 404 404 404",
    "dossiers:modifier": "403 403 404 403 404 404 404",
    "dossiers:entreprise": "200 200 404 404 404 404 404",
    "dossiers:entreprise_modifier": "200 200 404 404 404 404 404",
    "dossiers:tuteur": "200 200 404 404 404 404 404",
    "dossiers:identite": "200 200 404 403 404 404 404",
    "dossiers:nir": "404 404 404 403 404 404 404",
    "dossiers:nir_effacer": SEUL_POST,
    "dossiers:amenagement_ajouter": "200 200 404 403 404 404 404",
    "dossiers:amenagement": "200 200 404 403 404 404 404",
    "dossiers:amenagement_retirer": SEUL_POST,
    "dossiers:modalites": "403 403 404 403 404 404 404",
    "dossiers:copier_plan": "403 403 404 403 404 404 404",
    "dossiers:copier_plan_de": "403 403 404 403 404 404 404",
    "dossiers:plan_habituel": "403 403 404 403 404 404 404",
    "dossiers:enregistrer_plan_habituel": SEUL_POST,
    "dossiers:revenir_au_plan": SEUL_POST,
    "dossiers:couverture": "200 200 404 200 404 404 404",
    "dossiers:retirer_accord": "403 403 404 403 404 404 404",
    "dossiers:accord": "403 403 404 403 404 404 404",
    "dossiers:transmettre": "403 403 404 403 404 404 404",
    "dossiers:commission": "200 200 404 403 404 404 404",
    "dossiers:retirer_evaluateur": SEUL_POST,
    "dossiers:remplacer_evaluateur": "200 200 404 403 404 404 404",
    "dossiers:seances": "200 200 404 200 404 404 404",
    "dossiers:seance": "200 200 404 200 404 404 404",
    "dossiers:seance_creer": "200 200 404 403 404 404 404",
    "dossiers:seance_modifier": "200 200 404 403 404 404 404",
    "dossiers:seance_annuler": "200 200 404 403 404 404 404",
    "dossiers:seance_absence": "200 200 404 403 404 404 404",
    "dossiers:seance_tenue": SEUL_POST,
    "dossiers:convoquer": SEUL_POST,
    "dossiers:convocation_remise": SEUL_POST,
    "dossiers:convocation_pdf": "200 200 404 403 404 404 404",
    "dossiers:rapport": "200 200 404 403 404 404 404",
    "dossiers:rapport_derogation": "403 200 404 403 404 404 404",
    "dossiers:abandonner": "200 200 404 403 404 404 404",
    "dossiers:reprendre": "403 403 404 403 404 404 404",
    "dossiers:reporter": "200 200 404 403 404 404 404",
    "dossiers:lever_report": SEUL_POST,
    "dossiers:recevabilite": "403 403 404 403 404 404 404",
    "dossiers:annuler_recevabilite": "403 403 404 403 404 404 404",
    "dossiers:accord_recu": "200 200 404 403 404 404 404",
    "dossiers:traiter_correction": SEUL_POST,
    "dossiers:journal": "200 200 404 403 404 404 404",
    **SUIVI,
    "dossiers:courriels": "200 200 404 403 404 404 404",
    "dossiers:relances": "200 200 404 403 404 404 404",
    "dossiers:produire_modalites": SEUL_POST,
    "dossiers:document": "200 200 404 200 404 404 404",
    "dossiers:travail": "200 200 404 403 404 404 404",
    "dossiers:commenter": "200 200 404 403 404 404 404",
    "dossiers:commentaire_modifier": "200 200 404 403 404 404 404",
    "dossiers:commentaire_retirer": SEUL_POST,
    "dossiers:piece_deposer": "200 200 404 403 404 404 404",
    "dossiers:piece_retirer": "200 200 404 403 404 404 404",
    "dossiers:travail_relancer": SEUL_POST,
}
# A dossier of the 2013 template that lies before an open jury session.
EN_SESSION = {
    "evaluations:grille": "200 200 404 200 404 403 404",
    "evaluations:noter_critere": SEUL_POST,
    "evaluations:conclure": SEUL_POST,
    "evaluations:signer_grille": SEUL_POST,
    "evaluations:rouvrir_grille": "403 403 404 403 404 403 404",
    "evaluations:avis": "200 200 404 403 404 403 404",
    "evaluations:avis_demander": SEUL_POST,
    "evaluations:avis_dispenser": "403 403 404 403 404 403 404",
    "evaluations:avis_renvoyer": SEUL_POST,
    "evaluations:avis_lien": SEUL_POST,
    "evaluations:avis_revoquer": SEUL_POST,
    "evaluations:avis_courriel": "200 200 404 403 404 403 404",
    "evaluations:entretien": "200 200 404 200 404 403 404",
    "evaluations:presentation": "404 404 404 403 404 403 404",
    "evaluations:reevaluer_capacite": SEUL_POST,
    "evaluations:choisir_session": "403 403 404 403 404 403 404",
    "dossiers:fiche": "200 200 404 200 404 200 404",
    "dossiers:modifier": "403 403 404 403 404 403 404",
    "dossiers:entreprise": "200 200 404 404 404 404 404",
    "dossiers:entreprise_modifier": "200 200 404 404 404 404 404",
    "dossiers:tuteur": "200 200 404 404 404 404 404",
    "dossiers:identite": "200 200 404 403 404 403 404",
    "dossiers:nir": "404 404 404 403 404 403 404",
    "dossiers:nir_effacer": SEUL_POST,
    "dossiers:amenagement_ajouter": "200 200 404 403 404 403 404",
    "dossiers:amenagement": "200 200 404 403 404 403 404",
    "dossiers:amenagement_retirer": SEUL_POST,
    "dossiers:modalites": "403 403 404 403 404 403 404",
    "dossiers:copier_plan": "403 403 404 403 404 403 404",
    "dossiers:copier_plan_de": "403 403 404 403 404 403 404",
    "dossiers:plan_habituel": "403 403 404 403 404 403 404",
    "dossiers:enregistrer_plan_habituel": SEUL_POST,
    "dossiers:revenir_au_plan": SEUL_POST,
    "dossiers:couverture": "200 200 404 200 404 403 404",
    "dossiers:retirer_accord": "403 403 404 403 404 403 404",
    "dossiers:accord": "403 403 404 403 404 403 404",
    "dossiers:transmettre": "403 403 404 403 404 403 404",
    "dossiers:commission": "403 403 404 403 404 403 404",
    "dossiers:retirer_evaluateur": SEUL_POST,
    "dossiers:remplacer_evaluateur": "403 403 404 403 404 403 404",
    "dossiers:seances": "200 200 404 200 404 403 404",
    "dossiers:seance": "200 200 404 200 404 403 404",
    "dossiers:seance_creer": "403 403 404 403 404 403 404",
    "dossiers:seance_modifier": "403 403 404 403 404 403 404",
    "dossiers:seance_annuler": "403 403 404 403 404 403 404",
    "dossiers:seance_absence": "403 403 404 403 404 403 404",
    "dossiers:seance_tenue": SEUL_POST,
    "dossiers:convoquer": SEUL_POST,
    "dossiers:convocation_remise": SEUL_POST,
    "dossiers:convocation_pdf": "200 200 404 403 404 403 404",
    "dossiers:rapport": "403 403 404 403 404 403 404",
    "dossiers:rapport_derogation": "403 403 404 403 404 403 404",
    "dossiers:abandonner": "200 200 404 403 404 403 404",
    "dossiers:reprendre": "403 403 404 403 404 403 404",
    "dossiers:reporter": "403 403 404 403 404 403 404",
    "dossiers:lever_report": SEUL_POST,
    "dossiers:recevabilite": "403 403 404 403 404 403 404",
    "dossiers:annuler_recevabilite": "403 403 404 403 404 403 404",
    "dossiers:accord_recu": "200 200 404 403 404 403 404",
    "dossiers:traiter_correction": SEUL_POST,
    "dossiers:journal": "200 200 404 403 404 403 404",
    **SUIVI,
    "dossiers:courriels": "200 200 404 403 404 403 404",
    "dossiers:relances": "200 200 404 403 404 403 404",
    "dossiers:produire_modalites": SEUL_POST,
    "dossiers:document": "200 200 404 200 404 403 404",
    "dossiers:travail": "200 200 404 403 404 403 404",
    "dossiers:commenter": "200 200 404 403 404 403 404",
    "dossiers:commentaire_modifier": "200 200 404 403 404 403 404",
    "dossiers:commentaire_retirer": SEUL_POST,
    "dossiers:piece_deposer": "200 200 404 403 404 403 404",
    "dossiers:piece_retirer": "200 200 404 403 404 403 404",
    "dossiers:travail_relancer": SEUL_POST,
}
SESSION_OUVERTE = {
    "evaluations:session": "200 200 404 404 404 200 404",
    "evaluations:session_modifier": "200 200 404 404 404 403 404",
    "evaluations:session_supprimer": SEUL_POST,
    "evaluations:membre_ajouter": "200 200 404 404 404 403 404",
    "evaluations:membre_retirer": SEUL_POST,
    "evaluations:presences": SEUL_POST,
    "evaluations:inscrire_dossier": SEUL_POST,
    "evaluations:retirer_dossier": SEUL_POST,
    "evaluations:deliberation": "200 200 404 404 404 200 404",
    "evaluations:annuler_decision": SEUL_POST,
    "evaluations:ouvrir": SEUL_POST,
    "evaluations:clore": "200 200 404 404 404 403 404",
    "evaluations:pv": "404 404 404 404 404 404 404",
    "evaluations:pv_etat": "404 404 404 404 404 404 404",
    "evaluations:pv_relancer": SEUL_POST,
    "evaluations:pv_signer": SEUL_POST,
    "evaluations:pv_deposer": SEUL_POST,
}
# What POST answers where it differs from GET; "oui" is for those who may act.
POST_EN_EVALUATION = {
    "dossiers:accuser_reception": "404 404 404 404 404 404 404",
    "dossiers:reglages": "403 oui 403 403 403 403 403",
    "dossiers:lever_report": "oui oui 404 403 404 404 404",
    "dossiers:traiter_correction": "oui oui 404 403 404 404 404",
    "courriels:non_distribue": "oui oui 404 404 404 404 404",
    "courriels:regler": "oui oui 404 404 404 404 404",
    "relances:texte_par_defaut": "403 oui 404 404 404 404 404",
    "dossiers:relancer": "oui oui 404 403 404 404 404",
    "dossiers:suspendre_relances": "oui oui 404 403 404 404 404",
    "dossiers:reprendre_relances": "oui oui 404 403 404 404 404",
    "dossiers:colonnes": "oui oui oui oui oui oui oui",
    "dossiers:exporter": "oui oui oui 403 403 403 403",
    "dossiers:export_relancer": "oui 404 404 403 403 403 403",
    "referentiels:importer": "403 oui 403 403 403 403 403",
    "referentiels:relire": "404 oui 404 404 404 404 404",
    "referentiels:pointer": "404 oui 404 404 404 404 404",
    "referentiels:publier": "404 oui 404 404 404 404 404",
    "referentiels:archiver": "403 oui 403 403 403 403 403",
    "referentiels:dupliquer": "403 oui 403 403 403 403 403",
    "referentiels:produire_document": "oui oui oui oui oui oui oui",
    "referentiels:annuler": "404 oui 404 404 404 404 404",
    "referentiels:revenir": "404 oui 404 404 404 404 404",
    "evaluations:noter_critere": "403 403 404 oui 404 404 404",
    "evaluations:conclure": "403 403 404 oui 404 404 404",
    "evaluations:signer_grille": "403 403 404 oui 404 404 404",
    "evaluations:avis_demander": "oui oui 404 403 404 404 404",
    "evaluations:avis_renvoyer": "oui oui 404 403 404 404 404",
    "evaluations:avis_lien": "oui oui 404 403 404 404 404",
    "evaluations:avis_revoquer": "oui oui 404 403 404 404 404",
    "evaluations:reevaluer_capacite": "404 404 404 403 404 404 404",
    "dossiers:enregistrer_plan_habituel": "403 403 404 403 404 404 404",
    "dossiers:revenir_au_plan": "403 403 404 403 404 404 404",
    "dossiers:couverture": "403 403 404 403 404 404 404",
    "dossiers:import_decider": "oui oui 404 404 404 404 404",
    "dossiers:import_confirmer": "oui oui 404 404 404 404 404",
    "dossiers:import_abandonner": "oui oui 404 404 404 404 404",
    "dossiers:import_relancer": "oui oui 404 404 404 404 404",
    "dossiers:lot_relancer": "oui oui 404 404 404 404 404",
    "dossiers:retirer_evaluateur": "oui oui 404 403 404 404 404",
    "dossiers:nir_effacer": "404 404 404 403 404 404 404",
    "dossiers:amenagement_retirer": "oui oui 404 403 404 404 404",
    "dossiers:seance_tenue": "oui oui 404 403 404 404 404",
    "dossiers:convoquer": "oui oui 404 403 404 404 404",
    "dossiers:convocation_remise": "oui oui 404 403 404 404 404",
    "dossiers:produire_modalites": "oui oui 404 403 404 404 404",
    "dossiers:travail_relancer": "oui oui 404 403 404 404 404",
    "dossiers:commentaire_retirer": "oui oui 404 403 404 404 404",
}
POST_EN_SESSION = {
    "dossiers:lever_report": "403 403 404 403 404 403 404",
    "dossiers:traiter_correction": "oui oui 404 403 404 403 404",
    "courriels:non_distribue": "oui oui 404 404 404 404 404",
    "courriels:regler": "oui oui 404 404 404 404 404",
    "dossiers:relancer": "oui oui 404 403 404 403 404",
    "dossiers:suspendre_relances": "oui oui 404 403 404 403 404",
    "dossiers:reprendre_relances": "oui oui 404 403 404 403 404",
    "evaluations:noter_critere": "403 403 404 oui 404 403 404",
    "evaluations:conclure": "403 403 404 oui 404 403 404",
    "evaluations:signer_grille": "403 403 404 oui 404 403 404",
    "evaluations:avis_demander": "403 403 404 403 404 403 404",
    "evaluations:avis_renvoyer": "403 403 404 403 404 403 404",
    "evaluations:avis_lien": "403 403 404 403 404 403 404",
    "evaluations:avis_revoquer": "403 403 404 403 404 403 404",
    "evaluations:entretien": "403 403 404 403 404 403 404",
    "evaluations:reevaluer_capacite": "404 404 404 403 404 403 404",
    "evaluations:session_supprimer": "oui oui 404 404 404 403 404",
    "evaluations:membre_retirer": "oui oui 404 404 404 403 404",
    "evaluations:presences": "oui oui 404 404 404 403 404",
    "evaluations:inscrire_dossier": "oui oui 404 404 404 403 404",
    "evaluations:retirer_dossier": "oui oui 404 404 404 403 404",
    "evaluations:deliberation": "oui oui 404 404 404 403 404",
    "evaluations:annuler_decision": "oui oui 404 404 404 403 404",
    "evaluations:ouvrir": "oui oui 404 404 404 403 404",
    "evaluations:pv_relancer": "404 404 404 404 404 403 404",
    "evaluations:pv_signer": "403 403 404 404 404 oui 404",
    "evaluations:pv_deposer": "oui oui 404 404 404 403 404",
    "dossiers:enregistrer_plan_habituel": "403 403 404 403 404 403 404",
    "dossiers:revenir_au_plan": "403 403 404 403 404 403 404",
    "dossiers:couverture": "403 403 404 403 404 403 404",
    "dossiers:retirer_evaluateur": "403 403 404 403 404 403 404",
    "dossiers:nir_effacer": "404 404 404 403 404 403 404",
    "dossiers:amenagement_retirer": "oui oui 404 403 404 403 404",
    "dossiers:seance_tenue": "403 403 404 403 404 403 404",
    "dossiers:convoquer": "403 403 404 403 404 403 404",
    "dossiers:convocation_remise": "403 403 404 403 404 403 404",
    "dossiers:produire_modalites": "oui oui 404 403 404 403 404",
    "dossiers:travail_relancer": "oui oui 404 403 404 403 404",
    "dossiers:commentaire_retirer": "oui oui 404 403 404 403 404",
}
PUBLIQUES = {
    "comptes:connexion",
    "comptes:oubli",
    "comptes:oubli_envoye",
    "comptes:reinitialiser",
    "evaluations:avis_public",
    "evaluations:avis_merci",
}
GET = {
    "en_evaluation": PAGES_COMMUNES | EN_EVALUATION,
    "en_session": EN_SESSION | SESSION_OUVERTE,
}
POST = {"en_evaluation": POST_EN_EVALUATION, "en_session": POST_EN_SESSION}


@pytest.fixture
def monde() -> Monde:
    return creer_monde()


def adresse(monde: Monde, nom: str, stade: str) -> str:
    route = urls_du_site()[nom]
    parametres = monde.parametres(route, getattr(monde, stade))
    utiles = {cle: v for cle, v in parametres.items() if f":{cle}>" in route or f"<{cle}>" in route}
    return reverse(nom, kwargs=utiles)


def colonne(table: dict[str, str], role: str) -> dict[str, str]:
    return {nom: ligne.split()[ROLES.index(role)] for nom, ligne in table.items()}


def lignes() -> dict[str, list]:
    """Every row of every table of the project."""
    projet = {"commun", "comptes", "referentiels", "dossiers", "evaluations"}
    modeles = [un for un in apps.get_models() if un._meta.app_label in projet]
    return {un._meta.label: list(un.objects.order_by("pk").values_list()) for un in modeles}


def lire(reponse) -> str:
    """The page as text; a download is read to its end, which closes its file."""
    return reponse.getvalue().decode("utf-8", errors="replace")


def test_every_url_has_its_row():
    attendues = set(PAGES_COMMUNES) | set(EN_SESSION) | set(SESSION_OUVERTE)

    assert attendues == set(urls_du_site())
    assert set(EN_EVALUATION) == set(EN_SESSION)
    assert len(EN_SESSION) == len(set(EN_SESSION) - set(PAGES_COMMUNES) - set(SESSION_OUVERTE))


def test_every_url_that_only_takes_post_says_who_may_send_it():
    for stade in ("en_evaluation", "en_session"):
        muettes = {nom for nom, ligne in GET[stade].items() if ligne == SEUL_POST}

        assert muettes - set(POST[stade]) - {"comptes:deconnexion"} == set()


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_own_pages_and_no_other(client_de, monde, role, stade):
    client = client_de(monde.personnes[role])
    autre_centre = MARQUE_A if role == "etranger" else MARQUE_B
    avant = lignes()

    obtenu, indiscretes = {}, []
    for nom in GET[stade]:
        reponse = client.get(adresse(monde, nom, stade))
        obtenu[nom] = str(reponse.status_code)
        personnelle = nom.startswith("evaluations:avis_") and nom in PUBLIQUES
        if autre_centre in lire(reponse) and not personnelle:
            indiscretes.append(nom)

    assert obtenu == colonne(GET[stade], role)
    assert indiscretes == []
    assert lignes() == avant


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("role", ROLES)
def test_a_forbidden_post_is_refused_and_writes_nothing(client_de, monde, role, stade):
    client = client_de(monde.personnes[role])
    attendu = {
        nom: statut
        for nom, statut in colonne(GET[stade] | POST[stade], role).items()
        if statut in {"403", "404"}
    }
    avant = lignes()

    obtenu = {nom: str(client.post(adresse(monde, nom, stade)).status_code) for nom in attendu}

    assert obtenu == attendu
    assert lignes() == avant


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_signed_out_goes_to_sign_in_and_writes_nothing(monde, methode, stade):
    client = Client()
    fermees = {nom: adresse(monde, nom, stade) for nom in GET[stade] if nom not in PUBLIQUES}
    avant = lignes()

    obtenu = {
        nom: getattr(client, methode)(url).headers["Location"] for nom, url in fermees.items()
    }

    connexion = reverse("comptes:connexion")
    attendu = {nom: f"{connexion}?next={url}" for nom, url in fermees.items()}
    if "admin:index" in attendu:
        attendu["admin:index"] = f"{reverse('admin:login')}?next={fermees['admin:index']}"
    assert obtenu == attendu
    assert lignes() == avant


def test_public_pages_open_without_an_account_and_write_nothing_when_empty(monde):
    client = Client()
    avant = lignes()

    obtenu = {
        nom: [
            client.get(adresse(monde, nom, "en_evaluation")).status_code,
            client.post(adresse(monde, nom, "en_evaluation")).status_code,
        ]
        for nom in sorted(PUBLIQUES)
    }

    assert obtenu == {
        "comptes:connexion": [200, 200],
        "comptes:oubli": [200, 200],
        "comptes:oubli_envoye": [200, 405],
        "comptes:reinitialiser": [200, 200],
        "evaluations:avis_merci": [302, 405],
        "evaluations:avis_public": [200, 200],
    }
    assert lignes() == avant


def test_only_the_administrator_opens_the_administration(client_de, monde):
    administrateur = UtilisateurFactory(is_staff=True, is_superuser=True)

    assert client_de(administrateur).get(reverse("admin:index")).status_code == 200
    refus = client_de(monde.personnes["responsable"]).get(reverse("admin:index"))
    assert refus.headers["Location"] == "/administration/login/?next=/administration/"


@pytest.mark.parametrize(
    "cle",
    [
        *("document_pk", "travail_pk", "demande_pk", "correction_pk"),
        *("critere_pk", "capacite_pk", "membre_pk"),
        *("document_pk", "travail_pk", "demande_pk", "critere_pk", "capacite_pk", "membre_pk"),
        *("amenagement_pk", "tuteur_pk"),
    ],
)
def test_what_hangs_on_a_foreign_dossier_does_not_open_from_ones_own(client_de, monde, cle):
    """The first key is visible, the second belongs to the other centre."""
    routes = {nom: route for nom, route in urls_du_site().items() if f":{cle}>" in route}
    evaluation = cle in {"critere_pk", "capacite_pk"}
    client = client_de(monde.personnes["evaluateur" if evaluation else "gestionnaire"])
    avant = lignes()

    obtenu = {}
    for nom, route in routes.items():
        ici = monde.parametres(route, monde.en_evaluation)
        ailleurs = monde.parametres(route, monde.etranger)
        url = reverse(nom, kwargs={"pk": ici["pk"], cle: ailleurs[cle]})
        obtenu[nom] = [client.get(url).status_code, client.post(url).status_code]

    assert obtenu != {}
    assert {nom: statuts for nom, statuts in obtenu.items() if statuts[1] != 404} == {}
    assert all(statuts[0] in {404, 405} for statuts in obtenu.values())
    assert lignes() == avant
