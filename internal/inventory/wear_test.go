package inventory

import "testing"

func TestWearOf(t *testing.T) {
	t.Parallel()
	lobby := Layer{Kind: LayerProfile, Name: "lobby", Template: "reception"}
	plain := Layer{Kind: LayerProfile, Name: "lobby"}
	edit := func(kind LayerKind, name string, count int) LayerEdit {
		return LayerEdit{Kind: kind, Name: name, Count: count}
	}
	const rest = ": each change writes the flash of those of its 42 phones whose document changes; collect changes and make them once a day"
	for _, tc := range []struct {
		name    string
		layer   Layer
		week    []LayerEdit
		devices int
		want    string // empty for no wear
	}{
		{"never", plain, nil, 42, ""},
		{"once a day", plain, []LayerEdit{edit(LayerProfile, "lobby", 7)}, 42, ""},
		{"oftener than daily", plain, []LayerEdit{edit(LayerProfile, "lobby", 8)}, 42, "profile lobby changed 8 times in the last seven days" + rest},
		{"without phones", plain, []LayerEdit{edit(LayerProfile, "lobby", 80)}, 0, ""},
		{"one phone", plain, []LayerEdit{edit(LayerProfile, "lobby", 9)}, 1,
			"profile lobby changed 9 times in the last seven days: each change writes the flash of its phone; collect changes and make them once a day"},
		{"others", plain, []LayerEdit{edit(LayerProfile, "desk", 9), edit(LayerSite, "lobby", 9), edit(TemplateEdit, "lobby", 9), edit(TemplateEdit, "", 9)}, 42, ""},
		{"its template", lobby, []LayerEdit{edit(LayerProfile, "lobby", 4), edit(TemplateEdit, "reception", 4)}, 42,
			"profile lobby, with its template reception, changed 8 times in the last seven days" + rest},
		{"the template of others", plain, []LayerEdit{edit(LayerProfile, "lobby", 4), edit(TemplateEdit, "reception", 40)}, 42, ""},
		{"a site", Layer{Kind: LayerSite, Name: "berlin"}, []LayerEdit{edit(LayerSite, "berlin", 8)}, 42, "site berlin changed 8 times in the last seven days" + rest},
		{"global", Layer{Kind: LayerGlobal}, []LayerEdit{edit(LayerGlobal, "", 8)}, 42, "the global layer changed 8 times in the last seven days" + rest},
	} {
		w, wears := WearOf(&tc.layer, Edits{Week: tc.week}, tc.devices)
		if got := w.String(); wears != (tc.want != "") || wears && got != tc.want {
			t.Errorf("%s: WearOf = %t, %q, want %q", tc.name, wears, got, tc.want)
		}
	}
}

// TestWearOfOneDay: two changes within a day are oftener than daily too.
func TestWearOfOneDay(t *testing.T) {
	t.Parallel()
	lobby := Layer{Kind: LayerProfile, Name: "lobby", Template: "reception"}
	for _, tc := range []struct {
		layer, template, week, devices int
		want                           string // empty for no wear
	}{
		{1, 0, 7, 1, ""},
		{2, 0, 7, 0, ""},
		{2, 0, 7, 1, "profile lobby changed 2 times in the last 24 hours: each change writes the flash of its phone; collect changes and make them once a day"},
		{1, 1, 1, 2, "profile lobby, with its template reception, changed 2 times in the last 24 hours: " +
			"each change writes the flash of those of its 2 phones whose document changes; collect changes and make them once a day"},
		{2, 0, 8, 1, "profile lobby changed 8 times in the last seven days: each change writes the flash of its phone; collect changes and make them once a day"},
	} {
		day := []LayerEdit{{Kind: LayerProfile, Name: "lobby", Count: tc.layer}}
		if tc.template > 0 {
			day = append(day, LayerEdit{Kind: TemplateEdit, Name: "reception", Count: tc.template})
		}
		w, wears := WearOf(&lobby, Edits{Week: []LayerEdit{{Kind: LayerProfile, Name: "lobby", Count: tc.week}}, Day: day}, tc.devices)
		if got := w.String(); wears != (tc.want != "") || wears && got != tc.want {
			t.Errorf("%d and %d changes in a day, %d in a week: WearOf = %t, %q, want %q", tc.layer, tc.template, tc.week, wears, got, tc.want)
		}
	}
}
