package view

import (
	"slices"
	"strings"
	"testing"

	"woshou/data"
)

// taken is a new dispute, taken in on 2 March.
func taken(t *testing.T, change func(f *IntakeForm)) (*Desk, *data.Case) {
	t.Helper()
	d := newDesk(t, "2026-03-02")
	f := goodIntake(d)
	if change != nil {
		change(&f)
	}
	c, err := d.Intake(f)
	if err != nil {
		t.Fatal(err)
	}
	return d, c
}

func TestIntake_HowItCame(t *testing.T) {
	d, c := taken(t, func(f *IntakeForm) { f.Way, f.OralBy, f.ReadBackOn = data.ByMouth, "dongli1", f.ReceivedOn })
	if c.OralBy != "dongli1" || c.ReadBackOn != d.Today() {
		t.Errorf("oral: %+v", c)
	}
	shown := d.CaseView(c).Intake
	if !slices.Contains(shown, Pair{"申请方式", "口头申请"}) || !slices.Contains(shown, Pair{"由谁记下", "杨秀莲"}) {
		t.Errorf("shown %v", shown)
	}
	_, c = taken(t, func(f *IntakeForm) { f.OralBy, f.ReadBackOn = "dongli1", f.ReceivedOn })
	if c.Way != data.InWriting || c.OralBy != "" || c.ReadBackOn != 0 {
		t.Errorf("in writing: by %q, read back %s", c.OralBy, c.ReadBackOn)
	}
	_, c = taken(t, func(f *IntakeForm) { f.Source, f.OrganName = data.OwnMotion, "示例县人民法院" })
	if c.Way != "" || c.OrganName != "" {
		t.Errorf("own motion: way %q of %q", c.Way, c.OrganName)
	}
	for field, change := range map[string]func(f *IntakeForm){
		"intake.way":          func(f *IntakeForm) { f.Way = "song" },
		"intake.oral_by":      func(f *IntakeForm) { f.Way, f.OralBy = data.ByMouth, "nobody" },
		"intake.read_back_on": func(f *IntakeForm) { f.Way, f.OralBy, f.ReadBackOn = data.ByMouth, "dongli1", 0 },
		"intake.reply_due": func(f *IntakeForm) {
			f.Source, f.Organ, f.ReplyDue = data.Referral, data.Court, f.ReceivedOn-1
		},
	} {
		f := goodIntake(d)
		change(&f)
		_, err := d.Intake(f)
		want := map[string]string{"intake.way": "choice.empty", "intake.oral_by": "choice.empty", "intake.read_back_on": "day.empty", "intake.reply_due": "day.early"}
		wantInvalid(t, err, field, want[field])
	}
}

// A child stands beside a guardian, who also agrees to the use of the child's data.
func TestAccept_AChildNeedsAGuardian(t *testing.T) {
	d, c := taken(t, func(f *IntakeForm) { f.Parties[1].Name, f.Parties[1].IDNumber = "钱雨桐", "339921201205200169" })
	in := AcceptForm{On: d.Today(), Mediators: []data.ElementID{"dongli1"}, Consent: ids(c)}
	_, err := d.Accept(c, in)
	wantRefused(t, err, "accept.guardian")
	next := NextStep(d.Words, c, d.Today())
	if next.Act != ActParty || next.Element != c.Parties[1].ID || !strings.Contains(next.Hint, "钱雨桐") || !strings.Contains(next.Hint, "监护人") {
		t.Errorf("next %+v", next)
	}
	p := c.Parties[1]
	p.Guardian, p.GuardianTie = "钱立", "父亲"
	if c, err = d.SetParty(c, p); err != nil {
		t.Fatal(err)
	}
	_, err = d.Accept(c, in)
	wantRefused(t, err, "accept.guardian_consent")
	if v := d.CaseView(c); !slices.ContainsFunc(v.Warnings, func(w string) bool { return strings.Contains(w, "未满14岁") }) {
		t.Errorf("warnings %v", v.Warnings)
	}
	p = c.Parties[1]
	p.GuardianConsentOn = d.Today()
	if c, err = d.SetParty(c, p); err != nil {
		t.Fatal(err)
	}
	if c, err = d.Accept(c, in); err != nil || c.Status != data.Accepted {
		t.Errorf("%v", err)
	}
}

// Open mediation is what every party wants; one who does not is enough to close it.
func TestInform_OpenOnlyWhenAllWantIt(t *testing.T) {
	d, c := played(t, "01", "accept", 1, "2026-03-02")
	one := func(i int, choice data.Openness) {
		t.Helper()
		var err error
		in := InformForm{On: d.Today(), By: "dongli1", Parties: []data.ElementID{c.Parties[i].ID}, Openness: choice}
		if c, err = d.Inform(c, in); err != nil {
			t.Fatal(err)
		}
	}
	one(0, data.WantsOpen)
	if c.Open {
		t.Error("open before the other was asked")
	}
	one(1, data.WantsOpen)
	if !c.Open || !d.NewSession(c).Open {
		t.Error("both want it open")
	}
	one(1, data.WantsClosed)
	if c.Open || c.Parties[1].Openness != data.WantsClosed {
		t.Error("one wants it closed")
	}
}

func TestRecuse(t *testing.T) {
	d, c := played(t, "02", "accept", 1, "2026-03-14")
	c, err := d.Recuse(c, RecuseForm{Mediator: "dongli1", On: d.Today(), Reason: "楼国平的表姐", Replacement: "dongli2"})
	if err != nil {
		t.Fatal(err)
	}
	active := c.ActiveMediators()
	if len(active) != 1 || active[0].Name != "王海燕" || active[0].Replaces != "dongli1" || c.Mediators[0].WithdrewOn != d.Today() {
		t.Errorf("mediators %+v", c.Mediators)
	}
	if c, err = d.Recuse(c, RecuseForm{Mediator: "dongli2", On: d.Today(), Reason: "斯大伟的同学", Kept: true}); err != nil {
		t.Fatal(err)
	}
	if m := c.Mediators[1]; m.WithdrewOn != 0 || m.KeptOn != d.Today() || m.Bound() {
		t.Errorf("kept: %+v", m)
	}
	cards := d.CaseView(c).Mediators
	if !strings.Contains(cards[0].Note, "回避") || !slices.Contains(cards[1].Rows, Pair{"接替", "杨秀莲"}) {
		t.Errorf("cards %+v", cards)
	}
	// What another computer disclosed keeps the parties from sitting down.
	bound := c.Clone()
	bound.Mediators[1].KeptOn = 0
	for i := range bound.Parties {
		bound.Parties[i].InformedOn = d.Today()
	}
	wantRefused(t, May(bound, ActSession, d.Today()), "mediate.relation")
	if next := NextStep(d.Words, bound, d.Today()); next.Act != ActRecuse {
		t.Errorf("next %s", next.Act)
	}
}

func TestEvidence_MedicalIsSensitive(t *testing.T) {
	d, c := played(t, "01", "accept", 1, "2026-03-02")
	c, err := d.SetEvidence(c, data.Evidence{Kind: medical, Title: "门诊病历", Provider: "dongli1", Pages: 2})
	if err != nil || !c.Evidence[0].Sensitive {
		t.Fatalf("%+v, %v", c.Evidence, err)
	}
	if card := d.CaseView(c).Evidence[0]; card.Title != "病历 门诊病历" || !slices.Contains(card.Full, Pair{"提供人", "杨秀莲"}) {
		t.Errorf("card %+v", card)
	}
	old := c.Clone()
	old.Evidence[0].Kind = "门诊本" // a word of an older record
	e := old.Evidence[0]
	e.Shelf = "一号柜"
	if _, err := d.SetEvidence(old, e); err != nil {
		t.Errorf("an older record's word: %v", err)
	}
}

func TestRefusalAdvice_FitsTheGround(t *testing.T) {
	c := &data.Case{Type: "02"}
	for ground, word := range map[data.Ground]string{"R1": "继续在那里", "R2": "专门机关", "R4": "起诉", "R5": "公安", "R6": "再来申请", "R7": "镇（街道）", "R8": "已经登记"} {
		if got := RefusalAdvice(c, ground); !strings.Contains(got, word) {
			t.Errorf("advice for %s does not say %s: %s", ground, word, got)
		}
	}
	d, c := taken(t, nil)
	c, err := d.Refuse(c, RefuseForm{On: d.Today(), Ground: "R5"})
	if err != nil || !strings.Contains(c.Refusal.Advice, "公安") {
		t.Errorf("advice %q, %v", c.Refusal.Advice, err)
	}
}
