package view

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"woshou/data"
)

// playAll plays all samples of both villages.
func playAll(t *testing.T) (desks []*Desk, cases map[string]*data.Case) {
	t.Helper()
	vs, err := Villages()
	if err != nil {
		t.Fatal(err)
	}
	cases = map[string]*data.Case{}
	for _, v := range vs {
		d := deskOf(t, v, "2026-07-10")
		for _, s := range v.Samples {
			c, err := Play(d, s)
			if err != nil {
				t.Fatal(err)
			}
			cases[s.Name] = c
		}
		desks = append(desks, d)
	}
	return desks, cases
}

func TestSamples_EndAsTheLawHasIt(t *testing.T) {
	_, cases := playAll(t)
	want := map[string]struct {
		status  data.Status
		outcome data.Outcome
		number  string
	}{
		"01": {data.Closed, data.OutcomeWritten, "（2026）示清东人调字第001号"},
		"02": {data.Closed, data.OutcomeFailed, "（2026）示清东人调字第003号"},
		"03": {data.Performing, data.OutcomeWritten, "（2026）示清东人调字第004号"},
		"05": {data.Archived, data.OutcomeWritten, "（2026）示清东人调字第002号"},
		"06": {data.Performing, data.OutcomeWritten, "（2026）示清石人调字第001号"},
		"07": {data.Closed, data.OutcomeHandedUp, "（2026）示清石人调字第002号"},
		"09": {data.Closed, data.OutcomeOral, "（2026）示清东人调字第005号"},
		"10": {data.Closed, data.OutcomeWritten, "（2026）示清石人调字第003号"},
		"12": {data.Closed, data.OutcomeRefused, ""},
	}
	if len(cases) != len(want) {
		t.Errorf("%d samples, want %d", len(cases), len(want))
	}
	for name, w := range want {
		c := cases[name]
		if c == nil {
			t.Errorf("no sample %s", name)
			continue
		}
		f, ok := data.FactOf(c)
		if !ok || c.Status != w.status || f.Outcome != w.outcome || c.Number != w.number {
			t.Errorf("sample %s: %s %s %q, want %s %s %q", name, c.Status, f.Outcome, c.Number, w.status, w.outcome, w.number)
		}
		if len(c.Conflicts) > 0 || len(c.Extra) > 0 {
			t.Errorf("sample %s: conflicts %v, extra %v", name, c.Conflicts, c.Extra)
		}
		if a := c.Current(); a != nil && a.Form == data.Written {
			if got := a.Copies(c); got != len(c.Parties)+1 {
				t.Errorf("sample %s: %d copies for %d parties", name, got, len(c.Parties))
			}
			if err := a.Check(); err != nil {
				t.Errorf("sample %s: %v", name, err)
			}
		}
	}
}

func TestSamples_CaseOne(t *testing.T) {
	d, c := played(t, "01", "close", 1, "2026-03-25")
	a := c.Current()
	if a.EffectiveOn != date(t, "2026-03-24") || c.ConcludedOn != a.EffectiveOn {
		t.Errorf("in force on %s, concluded on %s, want 2026-03-24", a.EffectiveOn, c.ConcludedOn)
	}
	if len(c.Sessions) != 6 || len(a.Marks) != 2 || a.Total() != 80000 {
		t.Errorf("%d meetings, %d marks, %s yuan", len(c.Sessions), len(a.Marks), a.Total().Yuan())
	}
	v := d.AgreementView(c, a)
	if v.ConfirmUntil != "2026年4月23日" || v.Copies != 3 {
		t.Errorf("confirmation until %s, %d copies", v.ConfirmUntil, v.Copies)
	}
	for _, check := range v.Checks {
		if !check.Done {
			t.Errorf("%s is not done", check.Label)
		}
	}
	if i := a.Item(a.Items[1].ID); i.DoneOn != date(t, "2026-04-12") || len(i.Urges) != 1 {
		t.Errorf("repair: done on %s, %d reminders", i.DoneOn, len(i.Urges))
	}
	if len(a.PrintHash) != 64 || a.Prints != 1 || len(c.Papers) != 2 {
		t.Errorf("hash %q, %d prints, %d papers", a.PrintHash, a.Prints, len(c.Papers))
	}
}

func TestSamples_InstalmentsAddUp(t *testing.T) {
	_, cases := playAll(t)
	for name, c := range cases {
		a := c.Current()
		if a == nil {
			continue
		}
		for _, cl := range a.Clauses {
			var sum data.Fen
			for _, i := range a.Items {
				if i.Clause == cl.ID {
					sum += i.Amount
				}
			}
			if cl.Kind.Money() && sum != cl.Amount*data.Fen(len(cl.From)) {
				t.Errorf("sample %s: %s yuan in instalments, clause of %s", name, sum.Yuan(), cl.Amount.Yuan())
			}
		}
	}
}

func TestSamples_NeverOfferConfirmationOfTitle(t *testing.T) {
	for _, name := range []string{"02", "07"} {
		v, s := sampleNamed(t, name)
		d := deskOf(t, v, "2026-07-10")
		var c *data.Case
		for i, step := range s.Steps {
			var err error
			if c, err = playStep(d, c, s, i); err != nil {
				t.Fatal(err)
			}
			cv := d.at(step.On).CaseView(c)
			if cv.Move(ActConfirm).Allowed || cv.Next.Act == ActConfirm {
				t.Errorf("sample %s offers confirmation after %s", name, step.Do)
			}
			for _, due := range cv.Dues {
				if due.Kind == data.DueConfirm {
					t.Errorf("sample %s: confirmation is due after %s", name, step.Do)
				}
			}
			if !slices.ContainsFunc(cv.Warnings, func(w string) bool { return strings.Contains(w, "司法确认") }) {
				t.Errorf("sample %s: no warning on confirmation", name)
			}
		}
	}
}

func TestSamples_CaseTwelvePreventsCrime(t *testing.T) {
	_, c := played(t, "12", "close", 1, "2026-07-10")
	f, _ := data.FactOf(c)
	if want := (data.PreventedCount{Cases: 1, People: 2}); f.Prevented[1] != want || f.Ground != "R5" {
		t.Errorf("prevented %+v, ground %s", f.Prevented, f.Ground)
	}
	if len(c.Escalations) != 1 || c.Escalations[0].Time != "21:10" || c.AcceptedOn != 0 {
		t.Errorf("escalations %+v, accepted %s", c.Escalations, c.AcceptedOn)
	}
}

func TestSamples_RareNamesAreNormalised(t *testing.T) {
	_, cases := playAll(t)
	names := map[string]bool{}
	for _, c := range cases {
		for _, p := range c.Parties {
			names[p.Name] = true
		}
	}
	for _, name := range []string{"徐\u4DAE", "赵𫖯"} {
		if !names[name] {
			t.Errorf("no party %s", name)
		}
	}
}

func TestSamples_EveryStepShowsItself(t *testing.T) {
	vs, err := Villages()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		d := deskOf(t, v, "2026-07-10")
		for _, s := range v.Samples {
			c, err := Play(d, s)
			if err != nil {
				t.Fatal(err)
			}
			cv := d.CaseView(c)
			raw, err := json.Marshal(cv)
			if err != nil {
				t.Fatal(err)
			}
			for key := range chinese(t) {
				if strings.Contains(string(raw), `"`+key+`"`) && strings.Contains(key, ".") {
					t.Errorf("sample %s shows the key %s instead of words", s.Name, key)
				}
			}
			rows, err := d.History(c.ID)
			if err != nil || len(rows) == 0 {
				t.Fatalf("history of %s: %d rows, %v", s.Name, len(rows), err)
			}
			for _, r := range rows {
				if r.Who == "" || strings.HasPrefix(r.What, "move.") || r.Sent {
					t.Errorf("sample %s: history row %+v", s.Name, r)
				}
			}
		}
	}
}

func TestPlay_RefusesWhatItDoesNotKnow(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	_, s := sampleNamed(t, "01")
	tests := []struct {
		name  string
		steps []SampleStep
		want  string
	}{
		{"unknown step", []SampleStep{{Do: "dance", On: 1}}, "unknown step"},
		{"act before intake", []SampleStep{{Do: "accept", On: 1}}, "before intake"},
		{"unknown field", []SampleStep{{Do: "intake", On: s.Steps[0].On, With: json.RawMessage(`{"colour":"red"}`)}}, "colour"},
		{"form for an act without one", append(s.Steps[:1:1], SampleStep{Do: "agree", On: s.Steps[0].On, With: json.RawMessage(`{"on":"2026-03-24"}`)}), "no form"},
		{"act out of order", append(s.Steps[:1:1], SampleStep{Do: "print", On: s.Steps[0].On}), "refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Play(d, Sample{Name: "x", Steps: tt.steps})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}
