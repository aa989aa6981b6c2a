"""What follows a signed PV, asked of a session that is still open: the same columns."""

from tests.droits_lecture import SEUL_POST

PAS_ENCORE = "404 404 404 404 404 403 404"
SECRETAIRE = "oui oui 404 404 404 403 404"

APRES_LE_PV = {
    "evaluations:liasse": PAS_ENCORE,
    "evaluations:liasse_preparer": SEUL_POST,
    "evaluations:liasse_etat": PAS_ENCORE,
    "evaluations:liasse_impression": PAS_ENCORE,
    "evaluations:impression_etat": PAS_ENCORE,
    "evaluations:pieces_jury": "200 200 404 404 404 403 404",
    "evaluations:pieces_envoyer_tout": SEUL_POST,
    "evaluations:piece_jury": PAS_ENCORE,
    "evaluations:duplicata_demander": SEUL_POST,
    "evaluations:duplicata": PAS_ENCORE,
    "evaluations:pieces_envoyer": SEUL_POST,
    "evaluations:pieces_remettre": SEUL_POST,
}
POST_APRES_LE_PV = {
    "evaluations:liasse_preparer": SECRETAIRE,
    "evaluations:pieces_envoyer_tout": SECRETAIRE,
    "evaluations:duplicata_demander": PAS_ENCORE,
    "evaluations:pieces_envoyer": SECRETAIRE,
    "evaluations:pieces_remettre": SECRETAIRE,
}
