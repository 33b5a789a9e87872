import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString
from lucide import IconDoesNotExist

from tobasmart.ui.errors import formset_errors
from tobasmart.ui.icons import ICONS, icon_markup
from tobasmart.ui.templatetags.ui import STATUS_LABELS

ENV = SimpleNamespace(code="ENV", name="Lingkungan <b>")


def render(source: str, **values) -> str:
    return Template(source).render(Context(values))


def squeezed(text: str) -> str:
    """Without drawings and idle spaces."""
    text = re.sub(r"<svg.*?</svg>", "<svg/>", text, flags=re.S)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", text)).strip()


def on_page(source: str, address: str, **values) -> str:
    return render(source, request=RequestFactory().get(address), **values)


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_of_ours_exists(name):
    markup = icon_markup(name)
    assert (
        isinstance(markup, SafeString),
        markup.startswith("<svg "),
        "<path" in markup or "<circle" in markup or "<rect" in markup,
    ) == (True, True, True)


def test_icon_is_silent_or_named():
    silent, named = render('{% icon "idea" %}'), render('{% icon "x" "Tutup <\\"&" %}')
    assert (silent.count('aria-hidden="true"'), silent.count("aria-label")) == (1, 0)
    assert (named.count('role="img"'), named.count("aria-hidden")) == (1, 0)
    assert 'aria-label="Tutup &lt;' in named


def test_an_unknown_icon_is_a_mistake():
    with pytest.raises(IconDoesNotExist):
        render('{% icon "no-such-drawing" %}')


@pytest.mark.parametrize("code", sorted(STATUS_LABELS))
def test_every_status_has_icon_and_word(code):
    assert squeezed(render("{% status_badge code %}", code=code)) == (
        f'<span class="status status--{code}"><svg/> {STATUS_LABELS[code]}</span>'
    )


def test_status_badge_escapes_its_label():
    assert squeezed(render("{% status_badge 'done' label %}", label="<b>")) == (
        '<span class="status status--done"><svg/> &lt;b&gt;</span>'
    )


def test_dimension_marks():
    assert squeezed(render("{% dimension_badge d %}", d=ENV)) == (
        '<span class="dimension-badge tone-env"><svg/> Lingkungan &lt;b&gt;</span>'
    )
    assert squeezed(render("{% dimension_tile d %}", d=ENV)) == (
        '<span class="dimension-tile tone-env"><svg/></span>'
    )
    assert squeezed(render('{% dimension_tile "LIV" "small" %}')) == (
        '<span class="dimension-tile dimension-tile--small tone-liv"><svg/></span>'
    )
    assert render("{{ d|tone }} {{ 'SOC'|tone }}", d=ENV) == "tone-env tone-soc"


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("{% query status='approved' %}", "?q=a%26b&amp;status=approved"),
        ("{% query q='' %}", "?status=draft"),
        ("{% query q=None status=None %}", "?"),
        ("{% query hal=3 %}", "?q=a%26b&amp;status=draft&amp;hal=3"),
        ("{% query %}", "?q=a%26b&amp;status=draft"),
    ],
)
def test_query_keeps_the_rest_and_drops_the_page(source, result):
    assert on_page(source, "/gagasan/?q=a%26b&status=draft&hal=2") == result


def test_query_works_without_a_request():
    assert render("{% query q='x' %}") == "?q=x"


def test_pager_keeps_the_filters():
    page = Paginator(range(90), 10).page(2)
    text = squeezed(on_page("{% pager page %}", "/?q=sampah&hal=2", page=page))
    assert re.findall(r'href="([^"]+)"', text) == ["?q=sampah&amp;hal=1", "?q=sampah&amp;hal=3"]
    assert "Halaman 2 dari 9" in text


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, ["Berikutnya"]), (2, ["Sebelumnya", "Berikutnya"]), (3, ["Sebelumnya"])],
)
def test_pager_ends(number, words):
    page = Paginator(range(30), 10).page(number)
    text = on_page("{% pager page %}", "/", page=page)
    assert re.findall("Sebelumnya|Berikutnya", text) == words


def test_one_page_needs_no_pager():
    page = Paginator(range(3), 10).page(1)
    assert on_page("{% pager page %}", "/", page=page).strip() == ""


def test_share_bar_draws_parts_and_says_them():
    text = render(
        "{% share_bar items %}", items=[("approved", "Disetujui", 3), ("tone-env", "<i>", 1)]
    )
    rects = re.findall(r'<rect class="([^"]+)" x="([^"]+)" width="([^"]+)"', text)
    assert rects == [("status--approved", "0.000%", "75.000%"), ("tone-env", "75.000%", "25.000%")]
    assert re.findall(r"</svg>([^<]+)<b>(\d+)</b>", text) == [
        ("Disetujui ", "3"),
        ("&lt;i&gt; ", "1"),
    ]


def test_share_bar_of_nothing_draws_nothing():
    text = render("{% share_bar items %}", items=[("approved", "Disetujui", 0)])
    assert (text.count("share-bar"), text.count("<b>0</b>")) == (0, 1)


def test_bar_list_measures_against_the_longest():
    items = [
        {
            "tone": "tone-env",
            "label": "Lingkungan",
            "icon": "dimension-env",
            "value": 5,
            "text": "",
        },
        SimpleNamespace(tone="tone-eco", label="Ekonomi", icon="", value=20, text="Rp20 miliar"),
    ]
    text = render("{% bar_list items %}", items=items)
    assert re.findall(r'<rect width="([^"]+)"', re.sub(r"<dt>.*?</dt>", "", text, flags=re.S)) == [
        "25.00%",
        "100.00%",
    ]
    assert re.findall(r'bar-list__value">([^<]+)<', text) == ["5", "Rp20 miliar"]


def test_bar_list_of_zeros():
    text = render("{% bar_list items %}", items=[{"label": "A", "value": 0}])
    assert re.findall(r'<rect width="([^"]+)"', text) == ["0%"]


def test_steps_mark_where_we_are():
    items = [("Gagasan", "/ubah/1/"), ("Masalah", "/ubah/2/"), "Solusi"]
    text = squeezed(render("{% steps items 2 %}", items=items))
    assert re.findall(r"<li ?([^>]*)>", text) == ['class="is-done"', 'aria-current="step"', ""]
    assert re.findall(r'href="([^"]+)"', text) == ["/ubah/1/"]


class Row(forms.Form):
    name = forms.CharField(error_messages={"required": "Tulis nama <b>"})
    way = forms.ChoiceField(
        choices=[("a", "A")], widget=forms.RadioSelect, error_messages={"required": "Pilih satu"}
    )
    note = forms.CharField(required=False)
    later = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"data-required-at-submit": ""})
    )
    agreed = forms.BooleanField(required=False)

    def clean(self):
        raise forms.ValidationError("Tenggat sudah lewat")


SUMMARY = '{% include "components/error_summary.html" %}'


def test_error_summary_names_each_error_with_its_place():
    text = render(SUMMARY, form=Row({}), extra_errors=[("id_rows-0-year", "Tulis tahun")])
    assert "Ada 4 isian yang perlu diperbaiki" in text
    assert re.findall(r"<li>(.*?)</li>", text) == [
        "<b>Tenggat sudah lewat</b>",
        '<a href="#id_name">Tulis nama &lt;b&gt;</a>',
        '<a href="#id_way_0">Pilih satu</a>',
        '<a href="#id_rows-0-year">Tulis tahun</a>',
    ]


def test_error_summary_counts_fields_not_sentences():
    extra = [
        ("id_code", "Terlalu pendek"),
        ("id_code", "Terlalu umum"),
        ("", "Tenggat sudah lewat"),
    ]
    text = render(SUMMARY, form=None, extra_errors=extra)
    assert ("Ada 2 isian yang perlu diperbaiki" in text, text.count("<li>")) == (True, 3)


@pytest.mark.parametrize("form", [None, Row()])
def test_no_summary_without_errors(form):
    assert render(SUMMARY, form=form).strip() == ""


def test_formset_errors_are_listed_by_row():
    rows = forms.formset_factory(Row, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "x"}
    assert formset_errors(rows({**data, "form-1-way": "a"})) == [
        ("", "Tenggat sudah lewat"),
        ("id_form-0-way_0", "Pilih satu"),
        ("id_form-1-name", "Tulis nama <b>"),
    ]


CRISPY = "{% load crispy_forms_tags %}{{ form|crispy }}"


def test_what_is_wrong_with_the_whole_form_is_said_once():
    alone, after = render(CRISPY, form=Row({})), render(SUMMARY + CRISPY, form=Row({}))
    assert [text.count("Tenggat sudah lewat") for text in (alone, after)] == [1, 1]


def test_only_truly_optional_fields_say_so():
    text = render(CRISPY, form=Row())
    labels = re.findall(r"<(?:label|legend)[^>]*>(.*?)</(?:label|legend)>", text, re.S)
    assert [label for label in map(squeezed, labels) if "boleh dikosongkan" in label] == [
        'Note <span class="field__optional">(boleh dikosongkan)</span>'
    ]


def test_a_field_is_described_by_what_stands_before_it():
    class Asked(forms.Form):
        title = forms.CharField(help_text="Satu <kalimat>", error_messages={"required": "Tulis"})

    text = squeezed(render(CRISPY, form=Asked({})))
    places = [text.index(part) for part in ("<label", "Satu &lt;kalimat&gt;", "Tulis", "<input")]
    assert places == sorted(places)
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', text)
    assert described is not None
    assert described[1].split() == ["id_title_helptext", "id_title_error"]
    assert all(f'id="{name}"' in text for name in described[1].split())
    assert 'aria-invalid="true"' in text


def test_money_carries_its_sign():
    class Cost(forms.Form):
        cost = forms.CharField(widget=forms.TextInput(attrs={"class": "input-idr"}))

    assert render(CRISPY, form=Cost()).count('<span class="input-group-text"') == 1


class Picker(forms.RadioSelect):
    template_name = "django/forms/widgets/dimension_picker.html"
    option_template_name = "django/forms/widgets/dimension_picker_option.html"

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"] |= {"data-code": value, "data-hint": "<petunjuk>"}
        return option


class Choice(forms.Form):
    dimension = forms.ChoiceField(
        choices=[("ENV", "Lingkungan"), ("ECO", "Ekonomi")], widget=Picker
    )


def test_dimension_picker_is_a_list_of_real_radios():
    text = squeezed(render(CRISPY, form=Choice({"dimension": "ECO"})))
    radios = re.findall(r"<input type=\"radio\"[^>]*>", text)
    ids = [re.search(r' id="([^"]+)"', radio)[1] for radio in radios]
    assert ids == ["id_dimension_0", "id_dimension_1"]
    assert re.findall(r'<label class="([^"]+)" for="([^"]+)"', text) == [
        ("dimension-picker__option tone-env", "id_dimension_0"),
        ("dimension-picker__option tone-eco", "id_dimension_1"),
    ]
    assert [" checked" in radio for radio in radios] == [False, True]
    assert text.count("&lt;petunjuk&gt;</span>") == 2


def test_filters_are_there_without_load():
    assert render("{{ 1400000000|rupiah_short }} {{ 1250|number }} {{ 12|percent:31 }}") == (
        "Rp1,4 miliar 1.250 38,7%"
    )
