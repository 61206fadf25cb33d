"""The products that are made for the clinic."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from taper_app.actions import own_products
from taper_app.chart import snapshot
from taper_app.forms.errors import error_links
from taper_app.forms.own_products import OwnProductForm
from taper_app.forms.typed import typed_again
from taper_app.wording.products import called

from .access import ClinicRequest, kept, today_at, wrong_status
from .keeping import keeps, saved


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("product")
def own_product_list(request: ClinicRequest) -> HttpResponse:
    """What is made for the clinic: one more is added, or one taken out of use."""
    clinic = request.user.clinic
    if code := request.POST.get("withdraw"):
        product = get_object_or_404(clinic.own_products, code=code)
        own_products.withdraw_own_product(product=product, today=today_at(clinic), by=request.user)
        messages.success(request, f"{product.name} is withdrawn. Plans that were issued with it keep it.")
        return redirect("own_product_list")
    form = typed_again(OwnProductForm(request.POST or None, market=clinic.market), request.kept.data)
    if form.is_valid() and (added := kept(form, own_products.add_own_product, clinic=clinic, by=request.user)):
        messages.success(request, f"{added.name} is added. It can be chosen on the page of medicines.")
        return saved(redirect("own_product_list"))
    listed = [{"product": each, "called": called(snapshot.own_told(each), clinic.market)} for each in clinic.own_products.all()]
    context = {"form": form, "listed": listed, "errors": error_links(form), "section": "clinic"}
    return render(request, "clinics/own_products.html", context, status=wrong_status(form))
