"""Administration of the versions: only read, their pages are where they are prepared (R2)."""

from django.contrib import admin

from referentiels.models import Bloc, Capacite, Modalite, Referentiel


class LectureSeule:
    """Nothing is added, changed nor removed here: an edit leaves its line in the history."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SousVersion(LectureSeule, admin.TabularInline):
    extra = 0


class BlocInline(SousVersion):
    model = Bloc
    fields = ["rang", "intitule"]


class CapaciteInline(SousVersion):
    model = Capacite
    fields = ["numero", "intitule", "bloc"]


class ModaliteInline(SousVersion):
    model = Modalite
    fields = ["rang", "code", "lettre", "titre"]


@admin.register(Referentiel)
class ReferentielAdmin(LectureSeule, admin.ModelAdmin):
    list_display = ["titre", "numero", "date_modification", "mention", "categorie", "etat"]
    list_filter = ["etat", "vocabulaire_decision"]
    search_fields = ["titre", "numero"]
    exclude = ["sections", "notes", "echelle"]  # read on the page
    inlines = [BlocInline, CapaciteInline, ModaliteInline]
