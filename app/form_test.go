package app

import (
	"errors"
	"slices"
	"testing"

	"woshou/app/widget"
	"woshou/data"
)

func TestForm_Clock(t *testing.T) {
	a := villageApp(t, 0)
	for typed, want := range map[string]string{
		"": "", " ": "", "9:30": "09:30", "09:30": "09:30", "9：05": "09:05", " 23:59 ": "23:59",
		"24:00": "!", "9:5": "!", "930": "!", "上午": "!", "9:60": "!",
	} {
		f := a.newForm()
		read := f.clock("session.start", typed)
		var bad *data.Invalid
		switch err := f.err(); {
		case want == "!":
			if !errors.As(err, &bad) || bad.Field != "session.start" || bad.Code != "time.form" {
				t.Errorf("%q: %v", typed, err)
			}
		case err != nil || read() != want:
			t.Errorf("%q reads %q, %v", typed, read(), err)
		}
	}
}

func TestForm_Count(t *testing.T) {
	a := villageApp(t, 0)
	for typed, want := range map[string]int{"": 0, "0": 0, " 12 ": 12, "100000": 100000, "100001": -1, "-1": -1, "1.5": -1, "三": -1} {
		f := a.newForm()
		read := f.count("evidence.pages*", 0)
		f.fields["evidence.pages"].(*widget.Entry).SetText(typed)
		if err := f.err(); (err != nil) != (want < 0) || err == nil && read() != want {
			t.Errorf("%q reads %d, %v", typed, read(), err)
		}
	}
}

func TestForm_Distinct(t *testing.T) {
	given := []widget.Option{{Key: "1", Label: "甲"}, {Key: "2", Label: "乙"}, {Key: "3", Label: "甲"}, {Key: "4", Label: "甲"}}
	var labels []string
	for _, o := range distinct(given) {
		labels = append(labels, o.Key+o.Label)
	}
	if want := []string{"1甲", "2乙", "3甲（2）", "4甲（3）"}; !slices.Equal(labels, want) || given[2].Label != "甲" {
		t.Errorf("%q", labels)
	}
}

func TestForm_HiddenFieldsCountAsEmpty(t *testing.T) {
	a := villageApp(t, 0)
	f := a.newForm()
	kind := f.choice("party.kind", "person", options(a, "kind", []data.PartyKind{data.Person, data.Company}))
	age, born := f.count("party.age", 41), f.day("party.consent_on", a.today())
	read := f.tick("party.agent_special", true)
	f.when("party.kind", []string{"person"}, "party.age", "party.consent_on", "party.agent_special")
	if age() != 41 || born() != a.today() || !read() {
		t.Errorf("shown: %d %v %v", age(), born(), read())
	}
	f.fields["party.age"].(*widget.Entry).SetText("x")
	f.fields["party.kind"].(*widget.Select).SetKey("company")
	if err := f.err(); err != nil || age() != 0 || born() != 0 || read() || kind() != "company" || !f.touched {
		t.Errorf("hidden: %v, %d %v %v", err, age(), born(), read())
	}
	if f.show(&data.Invalid{Field: "party.age", Code: "age.range"}) {
		t.Error("a mistake is shown at a field that cannot be seen")
	}
	f.fields["party.kind"].(*widget.Select).SetKey("person")
	if f.err() == nil {
		t.Error("the broken text is forgotten")
	}
}

func TestForm_SavesOnce(t *testing.T) {
	a := villageApp(t, 0)
	f := a.newForm()
	fail, times := true, 0
	action := func() error {
		times++
		if fail {
			return &data.Invalid{Field: "nowhere", Code: "text.empty"}
		}
		return nil
	}
	if f.save(action) || a.window.Canvas().Overlays().Top() == nil {
		t.Error("a mistake that belongs to no field is not told")
	}
	fail = false
	if !f.save(action) || f.save(action) || times != 2 {
		t.Errorf("the action ran %d times", times)
	}
}
