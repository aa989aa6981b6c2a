"""Administration of the versions: a brouillon may be tuned, anything else is only read (R2).

Texts are corrected in the exchange document and imported again; here a person sets the flags,
corrects the grouping of capacités, publishes and archives.
"""

from django.contrib import admin, messages

from cqpm.commun.errors import ErreurMetier
from referentiels import services
from referentiels.models import Bloc, Capacite, Modalite, Referentiel


class SousBrouillon:
    """Rows of a version: changed while it is a brouillon, never added nor removed by hand."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.est_brouillon)


class BlocInline(SousBrouillon, admin.TabularInline):
    model = Bloc
    fields = ["rang", "intitule"]
    readonly_fields = ["rang"]


class CapaciteInline(SousBrouillon, admin.TabularInline):
    model = Capacite
    fields = ["numero", "intitule", "bloc"]
    readonly_fields = ["numero", "intitule"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "bloc":
            version = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Bloc.objects.filter(referentiel=version)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ModaliteInline(SousBrouillon, admin.TabularInline):
    model = Modalite
    fields = ["rang", "code", "lettre", "titre"]
    readonly_fields = fields


@admin.register(Referentiel)
class ReferentielAdmin(admin.ModelAdmin):
    list_display = ["titre", "numero", "date_modification", "categorie", "etat"]
    list_filter = ["etat", "vocabulaire_decision"]
    search_fields = ["titre", "numero"]
    readonly_fields = ["etat", "cree_le", "modifie_le"]
    exclude = ["sections", "notes"]  # read on the page, corrected in the exchange document
    inlines = [BlocInline, CapaciteInline, ModaliteInline]
    actions = ["publier", "archiver"]

    def has_add_permission(self, request):
        return False  # a version comes whole, by import

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.est_brouillon)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.est_brouillon)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it would not look at each version's state
        return actions

    @admin.action(description="Publier les versions choisies", permissions=["change"])
    def publier(self, request, queryset):
        self._agir(request, queryset, services.publier, "publié")

    @admin.action(description="Archiver les versions choisies", permissions=["change"])
    def archiver(self, request, queryset):
        self._agir(request, queryset, services.archiver, "archivé")

    def _agir(self, request, queryset, acte, fait: str) -> None:
        for referentiel in queryset:
            try:
                acte(referentiel)
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
            else:
                messages.success(request, f"« {referentiel} » est {fait}.")
