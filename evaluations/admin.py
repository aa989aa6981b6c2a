"""Administration of opinions and interviews: read only, acts go through the pages."""

from django.contrib import admin

from evaluations.models import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    DemandeAvis,
    DispenseAvis,
    Entretien,
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
