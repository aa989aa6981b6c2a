"""Administration of opinions, interviews and juries: read only, acts go through the pages."""

from django.contrib import admin

from evaluations.models import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    Certificat,
    DecisionCapacite,
    Deliberation,
    DemandeAvis,
    DispenseAvis,
    Entretien,
    ExportRegistre,
    MembreJury,
    NoteEntretien,
    OrganisationSyndicale,
    SessionJury,
    SignaturePV,
    TraceCellule,
)


class EnLecture:
    """Rows that the application wrote: nobody adds, changes or removes them by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AvisCapaciteInline(EnLecture, admin.TabularInline):
    model = AvisCapacite


class AvisCritereInline(EnLecture, admin.TabularInline):
    model = AvisCritere


@admin.register(DemandeAvis)
class DemandeAvisAdmin(EnLecture, admin.ModelAdmin):
    """Without its links: their fingerprints open nothing and tell nothing."""

    list_display = ["dossier", "nom", "courriel", "echeance", "repondue_le", "revoquee_le"]
    list_select_related = ["dossier__candidat"]
    search_fields = ["dossier__numero", "nom", "courriel"]
    date_hierarchy = "cree_le"


@admin.register(AvisEntreprise)
class AvisEntrepriseAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["dossier", "signataire", "qualite", "fonction", "signe_le"]
    list_select_related = ["dossier__candidat"]
    search_fields = ["dossier__numero", "signataire"]
    inlines = [AvisCapaciteInline, AvisCritereInline]


@admin.register(DispenseAvis)
class DispenseAvisAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["dossier", "accordee_par", "accordee_le"]
    list_select_related = ["dossier__candidat", "accordee_par"]
    search_fields = ["dossier__numero", "motif"]


class NoteEntretienInline(EnLecture, admin.TabularInline):
    model = NoteEntretien


@admin.register(Entretien)
class EntretienAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["dossier", "date", "auteur", "modifie_le"]
    list_select_related = ["dossier__candidat", "auteur"]
    search_fields = ["dossier__numero"]
    inlines = [NoteEntretienInline]


# --- The grid ---------------------------------------------------------------------------------


@admin.register(TraceCellule)
class TraceCelluleAdmin(EnLecture, admin.ModelAdmin):
    """Who changed which cell, and when (R50); not what, which may be an evaluator's own."""

    fields = ["evaluation", "cellule", "commune", "auteur", "saisi_le", "cree_le"]

    list_display = ["evaluation", "cellule", "commune", "auteur", "saisi_le", "cree_le"]
    list_filter = ["commune"]
    list_select_related = ["evaluation", "auteur"]
    search_fields = ["evaluation__dossier__numero"]
    date_hierarchy = "cree_le"


# --- The jury ---------------------------------------------------------------------------------


@admin.register(OrganisationSyndicale)
class OrganisationSyndicaleAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["sigle", "nom", "depuis", "jusqu_au"]
    search_fields = ["sigle", "nom"]


class MembreJuryInline(EnLecture, admin.TabularInline):
    model = MembreJury


class SignaturePVInline(EnLecture, admin.TabularInline):
    model = SignaturePV


class DecisionCapaciteInline(EnLecture, admin.TabularInline):
    model = DecisionCapacite


@admin.register(SessionJury)
class SessionJuryAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["numero", "centre", "date", "lieu", "etat"]
    list_filter = ["etat", "centre"]
    list_select_related = ["centre"]
    search_fields = ["numero", "lieu"]
    date_hierarchy = "date"
    inlines = [MembreJuryInline, SignaturePVInline]


@admin.register(Deliberation)
class DeliberationAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["dossier", "session", "decision", "decidee_le"]
    list_filter = ["decision"]
    list_select_related = ["dossier__candidat", "session"]
    search_fields = ["dossier__numero", "session__numero"]
    inlines = [DecisionCapaciteInline]


@admin.register(Certificat)
class CertificatAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["numero", "deliberation", "delivre_le", "annule_par", "transmis_le"]
    list_select_related = ["deliberation", "annule_par"]
    search_fields = ["numero", "deliberation__dossier__numero"]
    date_hierarchy = "delivre_le"


@admin.register(ExportRegistre)
class ExportRegistreAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["nature", "extension", "nombre", "avec_nir", "demande_par", "cree_le"]
    list_select_related = ["demande_par"]
    list_filter = ["nature", "avec_nir"]
    date_hierarchy = "cree_le"
