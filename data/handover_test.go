package data

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHandOverOf(t *testing.T) {
	c := &Committee{AreaShort: "示清东", Gaps: []NumberGap{{ID: "g", Year: 2026, Seq: 2, Reason: "纸面登记后当场和解，未录入"}}}
	number := func(year, seq int) string { return DefaultNumberTemplate.Format("示清东", year, seq, "") }
	row := func(year, seq int, s Status) FileRow {
		r := FileRow{Case: CaseID{byte(seq)}, Year: year, Seq: seq, Status: s}
		if seq > 0 {
			r.Number = number(year, seq)
		}
		return r
	}
	void := row(2026, 4, Void)
	void.Reason = "重复登记"
	rows := []FileRow{row(2026, 5, Mediating), row(2026, 1, Archived), void, row(2026, 3, Closed), row(0, 0, Applied), row(0, 0, Draft), row(2025, 2, Archived)}
	c.Destructions = []Destruction{{ID: "d", DoneOn: on("01-05"), Cases: []DestroyedCase{{ID: "k", Number: number(2025, 1)}}}}
	got := HandOverOf(c, rows)
	want := []HandOverYear{
		{Year: 2025, First: number(2025, 2), Last: number(2025, 2), Files: 1, Archived: 1, Missing: []MissingFile{{Year: 2025, Seq: 1, Number: number(2025, 1), DestroyedOn: on("01-05")}}},
		{Year: 2026, First: number(2026, 1), Last: number(2026, 5), Files: 3, Archived: 1, Open: 1, Missing: []MissingFile{
			{Year: 2026, Seq: 2, Number: number(2026, 2), Reason: "纸面登记后当场和解，未录入"}, {Year: 2026, Seq: 4, Number: number(2026, 4), Void: true, Reason: "重复登记"},
		}},
	}
	if diff := cmp.Diff(want, got.Years); diff != "" {
		t.Error(diff)
	}
	for _, y := range got.Years {
		for _, m := range y.Missing {
			if !m.Explained() {
				t.Errorf("%s is not explained", m.Number)
			}
		}
	}
	if (&MissingFile{Year: 2026, Seq: 9}).Explained() {
		t.Error("a number without a word is explained")
	}
	if got.Files != 4 || len(got.Open) != 2 || got.Open[0].Seq != 0 || got.Open[1].Seq != 5 {
		t.Errorf("%d files, open %+v", got.Files, got.Open)
	}
	if empty := HandOverOf(c, nil); len(empty.Years) != 0 || empty.Files != 0 {
		t.Errorf("of nothing: %+v", empty)
	}
	k := sampleNeighbours()
	k.VoidReason = "试录"
	if r := FileRowOf(k); r.Number != k.Number || r.Seq != 1 || r.Reason != "试录" || r.Title != k.Title() {
		t.Errorf("%+v", r)
	}
}

func TestSuccession_Check(t *testing.T) {
	good := Succession{ID: "h", On: on("03-01"), From: "寿永康", To: "杨秀莲", Witness: "楼国平"}
	for name, x := range map[string]struct {
		edit func(*Succession)
		want string
	}{
		"whole":                      {func(*Succession) {}, ""},
		"no day":                     {func(h *Succession) { h.On = 0 }, "day.empty"},
		"from nobody":                {func(h *Succession) { h.From = "" }, "name.empty"},
		"to nobody":                  {func(h *Succession) { h.To = "" }, "name.empty"},
		"to oneself":                 {func(h *Succession) { h.To = h.From }, "handover.same"},
		"unseen":                     {func(h *Succession) { h.Witness = "" }, "name.empty"},
		"seen by who takes over":     {func(h *Succession) { h.Witness = h.To }, "handover.witness"},
		"seen by who hands over too": {func(h *Succession) { h.Witness = h.From }, "handover.witness"},
	} {
		h := good
		x.edit(&h)
		if got := codeIn(t, h.Check()); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
