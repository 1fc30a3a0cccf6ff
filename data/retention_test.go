package data

import (
	"errors"
	"testing"
	"time"
)

func TestKeeping_Until(t *testing.T) {
	k := Keeping{Short: 10, Long: 30}
	on := civil(2016, time.March, 9)
	for _, tt := range []struct {
		class Retention
		keep  Keeping
		want  string
	}{
		{ShortTerm, k, "2026-12-31"}, {LongTerm, k, "2046-12-31"}, {Permanent, k, ""},
		{ShortTerm, Keeping{Long: 30}, ""}, {"", k, ""},
	} {
		got := tt.keep.Until(tt.class, on)
		if tt.want == "" && got != 0 || tt.want != "" && got.String() != tt.want {
			t.Errorf("%s under %+v: until %v, want %s", tt.class, tt.keep, got, tt.want)
		}
	}
	if k.Until(ShortTerm, 0) != 0 {
		t.Error("a case that is not archived falls due")
	}
}

func TestKeeping_Over(t *testing.T) {
	k := Keeping{Short: 10, Long: 30}
	c := &Case{Status: Archived, Retention: ShortTerm, ArchivedOn: civil(2016, time.January, 1)}
	last := civil(2026, time.December, 31)
	if k.Over(c, last) {
		t.Error("over on the last day")
	}
	if !k.Over(c, last+1) {
		t.Error("not over on the day after")
	}
	c.Status = Closed
	if k.Over(c, last+1) {
		t.Error("a case that is not archived is over")
	}
	for _, tt := range []struct {
		k    Keeping
		code string
	}{
		{Keeping{}, ""}, {Keeping{Short: 10}, ""}, {Keeping{10, 30}, ""}, {Keeping{30, 10}, "years.order"},
		{Keeping{Short: -1}, "years.range"}, {Keeping{Long: maxKeeping + 1}, "years.range"},
	} {
		if got := codeOf(tt.k.Check()); got != tt.code {
			t.Errorf("%+v: %q, want %q", tt.k, got, tt.code)
		}
	}
}

func codeOf(err error) string {
	var bad *Invalid
	if errors.As(err, &bad) {
		return bad.Code
	}
	return ""
}

func TestDestruction_Check(t *testing.T) {
	day := civil(2027, time.January, 15)
	whole := func() *Destruction {
		return &Destruction{
			MadeOn: day, Reason: "保管期限已满", Maker: "陈𤧛", Witness: "俞𬭎伟", Approver: "徐䶮", ApprovedOn: day,
			Cases: []DestroyedCase{{ID: "r1", Case: NewCaseID(), Number: "示清东民调〔2016〕第3号"}},
		}
	}
	for name, tt := range map[string]struct {
		spoil       func(*Destruction)
		field, code string
	}{
		"whole":          {func(*Destruction) {}, "", ""},
		"nothing listed": {func(d *Destruction) { d.Cases = nil }, "destroy.cases", "choice.empty"},
		"no reason":      {func(d *Destruction) { d.Reason = "" }, "destroy.reason", "text.empty"},
		"nobody made it": {func(d *Destruction) { d.Maker = "" }, "destroy.maker", "text.empty"},
		"one person":     {func(d *Destruction) { d.Witness = "" }, "destroy.witness", "text.empty"},
		"the same twice": {func(d *Destruction) { d.Witness = d.Maker }, "destroy.witness", "people.two"},
		"nobody agreed":  {func(d *Destruction) { d.Approver = "" }, "destroy.approver", "text.empty"},
		"no day":         {func(d *Destruction) { d.ApprovedOn = 0 }, "destroy.approved_on", "day.empty"},
		"agreed before":  {func(d *Destruction) { d.ApprovedOn = day - 1 }, "destroy.approved_on", "day.early"},
		"agreed later":   {func(d *Destruction) { d.ApprovedOn = day + 1 }, "destroy.approved_on", "day.future"},
	} {
		d := whole()
		tt.spoil(d)
		err := d.Check(day)
		var bad *Invalid
		if errors.As(err, &bad); (bad == nil) != (tt.code == "") || bad != nil && (bad.Field != tt.field || bad.Code != tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := whole()
	c := &Committee{Destructions: []Destruction{*d, *d}}
	if got := c.Destroyed(); len(got) != 0 {
		t.Errorf("before it is done: %v", got)
	}
	c.Destructions[1].DoneOn = day
	if got := c.Destroyed(); len(got) != 1 || got[0] != d.Cases[0].Case {
		t.Errorf("destroyed %v", got)
	}
}

func TestLook_IsNoOtherChange(t *testing.T) {
	before := &Case{ID: NewCaseID(), Place: "东沟村"}
	after := before.Clone()
	after.Looks = append(after.Looks, Look{ID: "l1", By: "lawyer", At: 1800000000, Element: "p1"})
	for _, ch := range Diff(before, after) {
		if !ch.IsLook() {
			t.Errorf("%s is no look", ch.Path)
		}
	}
	changed := after.Clone()
	changed.Looks[0].By = "somebody else"
	changed.Place = "西沟村"
	for _, ch := range Diff(after, changed) {
		if ch.IsLook() {
			t.Errorf("%s passes as a look", ch.Path)
		}
	}
	removed := after.Clone()
	removed.Looks = nil
	for _, ch := range Diff(after, removed) {
		if ch.IsLook() {
			t.Errorf("taking %s away passes as a look", ch.Path)
		}
	}
}
