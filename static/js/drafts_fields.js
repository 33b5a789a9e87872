// The fields of a form as {name: [values]}, and back again.
const NOT_TEXT = new Set(["csrfmiddlewaretoken", "key", "revision", "number", "action"]);
const SILENT_TYPES = new Set(["file", "submit", "button", "reset", "image", "password"]);
const COUNT_NAME = /-TOTAL_FORMS$/;

const carriesText = (field) =>
  field.name && !NOT_TEXT.has(field.name) && !SILENT_TYPES.has(field.type) && !field.disabled;
const isTick = (field) => field.type === "checkbox" || field.type === "radio";

function valuesOf(field) {
  if (isTick(field)) return field.checked ? [field.value] : [];
  if (field.type === "select-multiple") return [...field.selectedOptions].map((each) => each.value);
  return [field.value];
}

export function collectFields(form) {
  const data = {};
  for (const field of form.elements) {
    if (carriesText(field)) (data[field.name] ??= []).push(...valuesOf(field));
  }
  return data;
}

// Line ends and idle spaces around a text are no difference, nor are points in a number.
function plain(values) {
  return values.map((value) => {
    const text = value.replace(/\r\n?/g, "\n").trim();
    return /^(Rp\s*)?[\d.]+$/i.test(text) ? text.replace(/[^\d]/g, "") : text;
  });
}

export function sameFields(one, two) {
  const names = new Set([...Object.keys(one), ...Object.keys(two)]);
  return [...names].every(
    (name) =>
      JSON.stringify(plain(one[name] ?? [])) === JSON.stringify(plain(two[name] ?? [])),
  );
}

export function fillFields(form, data) {
  addMissingRows(form, data);
  const left = Object.fromEntries(Object.entries(data).map(([name, all]) => [name, [...all]]));
  for (const field of form.elements) {
    if (!carriesText(field) || field.type === "hidden" || !(field.name in left)) continue;
    if (putValues(field, left[field.name])) {
      // Counters and dependent fields follow; a draft's own listener knows the mark.
      field.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "restored" }));
    }
  }
}

function putValues(field, values) {
  const before = JSON.stringify(valuesOf(field));
  if (isTick(field)) field.checked = values.includes(field.value);
  else if (field.type === "select-multiple") {
    for (const option of field.options) option.selected = values.includes(option.value);
  } else if (values.length) {
    const value = values.shift();
    // A choice that is no longer offered leaves the field as the server drew it.
    if (field.type !== "select-one" || [...field.options].some((each) => each.value === value)) {
      field.value = value;
    }
  }
  return before !== JSON.stringify(valuesOf(field));
}

// A formset that had more rows: the page's own button makes them.
function addMissingRows(form, data) {
  for (const name of Object.keys(data).filter((each) => COUNT_NAME.test(each))) {
    const total = form.elements[name];
    const button = form.querySelector(`[data-add-row="${name.replace(COUNT_NAME, "")}"]`);
    let before = -1;
    while (button && total && total.value !== before && total.value < Number(data[name][0])) {
      before = total.value;
      button.click();
    }
  }
}
