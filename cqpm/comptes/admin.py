"""Administration of centres, people and the roles they hold."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from cqpm.comptes.models import Centre, Habilitation, Utilisateur

admin.site.unregister(Group)  # roles are held in a centre: see Habilitation
admin.site.site_title = "CQPM Dossiers"
admin.site.site_header = "CQPM Dossiers, administration"
admin.site.index_title = "Centres, personnes et référentiels"


class CreationForm(AdminUserCreationForm):
    class Meta:
        model = Utilisateur
        fields = ["email", "prenom", "nom"]


class HabilitationInline(admin.TabularInline):
    model = Habilitation
    extra = 1
    autocomplete_fields = ["centre"]


@admin.register(Centre)
class CentreAdmin(admin.ModelAdmin):
    list_display = ["nom", "nature", "ville", "courriel"]
    list_filter = ["nature"]
    search_fields = ["nom", "ville"]


@admin.register(Utilisateur)
class UtilisateurAdmin(UserAdmin):
    add_form = CreationForm
    list_display = ["email", "prenom", "nom", "fonction", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "habilitations__role", "habilitations__centre"]
    search_fields = ["email", "prenom", "nom"]
    ordering = ["nom", "prenom"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [HabilitationInline]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Identité", {"fields": ["prenom", "nom", "fonction"]}),
        ("Accès", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "prenom", "nom"]}),
        ("Mot de passe", {"fields": ["usable_password", "password1", "password2"]}),
    ]
