"""The columns of the spreadsheet, and how they are found whatever their order and writing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cqpm.commun.recherche import normaliser

# A title, a date or the centre's name may stand above the headings.
RANGEES_AVANT_ENTETES = 10


@dataclass(frozen=True)
class Colonne:
    """`code` is the name of the field that the form and the service know."""

    code: str
    entete: str
    aide: str
    exemple: str = ""
    obligatoire: bool = False
    rncp: bool = False
    synonymes: tuple[str, ...] = ()


COLONNES = (
    Colonne(
        "nom",
        "Nom de naissance",
        "Tel qu'à l'état civil, 60 signes au plus ; rien n'est mis en majuscules.",
        "Lefèvre",
        obligatoire=True,
        synonymes=("nom", "nom de famille", "nom patronymique"),
    ),
    Colonne(
        "nom_usage", "Nom d'usage", "S'il diffère du nom de naissance.", "", synonymes=("usage",)
    ),
    Colonne("prenom", "Prénom", "60 signes au plus.", "Anaïs", obligatoire=True),
    Colonne("prenom2", "Deuxième prénom", "", synonymes=("prenom 2", "2e prenom", "2eme prenom")),
    Colonne("prenom3", "Troisième prénom", "", synonymes=("prenom 3", "3e prenom", "3eme prenom")),
    Colonne(
        "naissance",
        "Date de naissance",
        "17/05/1998 ; ou 05/1998, ou 1998, si le reste est inconnu.",
        "17/05/1998",
        obligatoire=True,
        synonymes=("naissance", "ne le", "nee le", "ne e le", "date naissance"),
    ),
    Colonne(
        "courriel",
        "Courriel",
        "Adresse électronique du candidat.",
        "anais.lefevre@example.org",
        synonymes=("email", "e mail", "mail", "adresse electronique", "adresse mail"),
    ),
    Colonne(
        "telephone",
        "Téléphone",
        "Le zéro que le tableur a effacé est remis.",
        "06 12 34 56 78",
        synonymes=("tel", "portable", "mobile", "numero de telephone"),
    ),
    Colonne(
        "referentiel",
        "CQPM",
        "Numéro de la version publiée ; son numéro, sa date et sa mention si le numéro ne suffit "
        "pas ; ou la ligne choisie dans la liste.",
        obligatoire=True,
        synonymes=("certification", "numero cqpm", "numero du cqpm", "n cqpm", "referentiel"),
    ),
    Colonne(
        "blocs",
        "Blocs visés",
        "Vide pour le CQPM entier ; sinon les numéros des blocs (versions inscrites au RNCP "
        "seulement), par exemple 1 ; 3.",
        synonymes=("blocs", "bloc", "bloc vise"),
    ),
    Colonne(
        "parcours",
        "Parcours",
        "Une valeur de la liste.",
        "Formation (salarié)",
        obligatoire=True,
        synonymes=("dispositif", "voie d acces"),
    ),
    Colonne(
        "inscrit_le",
        "Inscrit le",
        "Date d'inscription à la certification ; vide : le jour de l'import.",
        "",
        synonymes=("date d inscription", "date inscription", "inscription"),
    ),
    Colonne(
        "raison_sociale",
        "Entreprise",
        "Vide seulement pour une VAE ou un demandeur d'emploi.",
        "Vide et Procédés",
        synonymes=("raison sociale", "societe", "employeur", "nom de l entreprise"),
    ),
    Colonne(
        "siret",
        "SIRET",
        "14 chiffres, avec ou sans espaces.",
        "",
        synonymes=("numero siret", "n siret", "siret de l entreprise"),
    ),
    Colonne("ville", "Ville", "Ville de l'entreprise.", "Grenoble", synonymes=("commune",)),
    Colonne("tuteur_prenom", "Prénom du tuteur", "", "Karim", synonymes=("tuteur prenom",)),
    Colonne("tuteur_nom", "Nom du tuteur", "", "Bensaïd", synonymes=("tuteur nom", "tuteur")),
    Colonne(
        "tuteur_courriel",
        "Courriel du tuteur",
        "L'avis de l'entreprise lui sera demandé à cette adresse.",
        "karim.bensaid@example.org",
        synonymes=(
            "tuteur courriel",
            "email du tuteur",
            "e mail du tuteur",
            "mail du tuteur",
            "email tuteur",
            "mail tuteur",
        ),
    ),
    Colonne(
        "tuteur_qualite",
        "Qualité du tuteur",
        "Une valeur de la liste ; vide : tuteur.",
        "Tuteur",
        synonymes=("qualite", "tuteur qualite"),
    ),
    Colonne(
        "tuteur_fonction",
        "Fonction du tuteur",
        "",
        "Chef d'atelier",
        synonymes=("fonction", "tuteur fonction"),
    ),
    Colonne(
        "organisme_formation",
        "Organisme de formation",
        "",
        synonymes=("organisme", "of", "centre de formation"),
    ),
    Colonne(
        "formateur_nom",
        "Formateur",
        "Prénom et nom ; il ne pourra pas évaluer ce candidat.",
        synonymes=("nom du formateur",),
    ),
    Colonne(
        "formateur_courriel",
        "Courriel du formateur",
        "",
        synonymes=("email du formateur", "e mail du formateur", "mail du formateur"),
    ),
    Colonne("sexe", "Sexe", "F ou M, comme à l'état civil.", rncp=True, synonymes=("sexe f m",)),
    Colonne(
        "naissance_commune",
        "Commune de naissance",
        "",
        rncp=True,
        synonymes=("lieu de naissance", "ville de naissance"),
    ),
    Colonne(
        "naissance_code_insee",
        "Code INSEE de naissance",
        "5 signes ; il remplace le code postal.",
        rncp=True,
        synonymes=("code insee", "code insee de la commune de naissance"),
    ),
    Colonne(
        "naissance_code_postal",
        "Code postal de naissance",
        "Si le code INSEE est inconnu.",
        rncp=True,
        synonymes=("cp de naissance",),
    ),
    Colonne(
        "naissance_code_pays",
        "Code du pays de naissance",
        "",
        rncp=True,
        synonymes=("code pays", "code pays de naissance"),
    ),
    Colonne("naissance_pays", "Pays de naissance", "", rncp=True, synonymes=("pays",)),
)
PAR_CODE = {colonne.code: colonne for colonne in COLONNES}
_PAR_MOTS = {
    normaliser(mots): colonne
    for colonne in COLONNES
    for mots in (colonne.entete, *colonne.synonymes)
}
# A number that no file may carry in clear (R46).
_NIR = {
    normaliser(mots)
    for mots in ("NIR", "numéro de sécurité sociale", "n° sécurité sociale", "sécurité sociale")
}


@dataclass
class Entetes:
    """Where each known column stands (first column: 0), and what the headings have wrong."""

    rangee: int
    places: dict[str, int] = field(default_factory=dict)
    inconnues: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    nir: bool = False
    largeur: int = 0

    @property
    def manquantes(self) -> list[Colonne]:
        return [un for un in COLONNES if un.obligatoire and un.code not in self.places]

    @property
    def est_reconnue(self) -> bool:
        """Enough of it is known to say that this is the line of headings."""
        return {"nom", "prenom"} <= set(self.places) or len(self.places) >= 4


def lire_entetes(rangee: int, cellules: Iterable[str]) -> Entetes:
    """Recognise headings without accents, case, order or punctuation."""
    entetes = Entetes(rangee)
    for place, cellule in enumerate(cellules):
        mots = normaliser(cellule)
        colonne = _PAR_MOTS.get(mots)
        if not mots:
            continue
        entetes.largeur = place + 1
        if mots in _NIR:
            entetes.nir = True
        elif colonne is None:
            entetes.inconnues.append(f"{lettre(place)} « {cellule.strip()[:60]} »")
        elif colonne.code in entetes.places:
            entetes.doubles.append(f"{lettre(place)} « {cellule.strip()[:60]} »")
        else:
            entetes.places[colonne.code] = place
    return entetes


def lettre(place: int) -> str:
    """The name of a column in a spreadsheet: 0 is A, 26 is AA."""
    nom = ""
    place += 1
    while place:
        place, reste = divmod(place - 1, 26)
        nom = chr(ord("A") + reste) + nom
    return nom
