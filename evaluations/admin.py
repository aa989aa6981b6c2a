"""Administration of opinions, interviews and juries: read only, acts go through the pages."""

from django.contrib import admin

from evaluations.models import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    DecisionCapacite,
    Deliberation,
    DemandeAvis,
    DispenseAvis,
    Entretien,
    MembreJury,
    SessionJury,
    SignaturePV,
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


@admin.register(Entretien)
class EntretienAdmin(EnLecture, admin.ModelAdmin):
    list_display = ["dossier", "date", "auteur", "modifie_le"]
    list_select_related = ["dossier__candidat", "auteur"]
    search_fields = ["dossier__numero"]


# --- The jury ---------------------------------------------------------------------------------


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
