package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dossierOf writes the parts that are not simply there: "part: codes", hints in brackets.
func dossierOf(c *Case) []string {
	var out []string
	for _, item := range Dossier(c) {
		var parts []string
		for _, l := range item.Lacks {
			parts = append(parts, l.Code)
		}
		for _, l := range item.Hints {
			parts = append(parts, "("+l.Code+" "+string(l.Element)+")")
		}
		if len(parts) > 0 {
			out = append(out, fmt.Sprintf("%s: %s", item.Part, strings.Join(parts, " ")))
		}
	}
	return out
}

// filed is case 1 with nothing wanting.
func filed(t *testing.T) *Case {
	t.Helper()
	c := agreed(t)
	for i := range c.Sessions {
		c.Sessions[i].Result, c.Sessions[i].ReadToAll = "双方愿意再谈。", true
	}
	c.FollowUps = []FollowUp{{ID: "f", Agreement: "g", On: on("04-20"), By: "寿永康", Performed: FoundPerformed}}
	c.Papers = []Paper{{ID: "p", Form: "D"}}
	c.Volume = Volume{FiledBy: "寿永康", Pages: 24}
	return c
}

func TestDossier_NineParts(t *testing.T) {
	c := filed(t)
	before := c.Clone()
	items := Dossier(c)
	var must []DossierPart
	for i, item := range items {
		if item.Part != DossierParts[i] {
			t.Errorf("part %d is %s", i, item.Part)
		}
		if item.Must {
			must = append(must, item.Part)
		}
	}
	want := []DossierPart{PartRegister, PartRecord, PartAgreement, PartFollowUp, PartBack}
	if len(items) != 9 || !slices.Equal(must, want) || items[3].Count != 6 || items[4].Count != 1 || items[1].Count != 0 {
		t.Errorf("%d parts, must have %v, %+v", len(items), must, items)
	}
	if got := dossierOf(c); len(got) > 0 {
		t.Errorf("a complete dossier lacks %v", got)
	}
	if diff := cmp.Diff(before, c); diff != "" {
		t.Errorf("asking changed the case: %s", diff)
	}
}

func TestDossier_SaysWhatIsMissing(t *testing.T) {
	for name, x := range map[string]struct {
		spoil func(*Case)
		want  string
	}{
		"no summary":         {func(c *Case) { c.Summary = "" }, "register: archive.summary"},
		"rights not told":    {func(c *Case) { c.Parties[1].InformedOn = 0 }, "register: archive.informed"},
		"no consent":         {func(c *Case) { c.Parties[0].ConsentOn = 0 }, "register: archive.consent"},
		"not printed":        {func(c *Case) { c.Papers = nil }, "register: (dossier.not_printed )"},
		"no power":           {func(c *Case) { c.Parties[0].Agent.Name = "叶小军" }, "register: (dossier.power a)"},
		"one inquirer":       {func(c *Case) { c.Inquiries = []Inquiry{{ID: "i", Inquirers: []ElementID{"m1"}, ReadBack: true}} }, "inquiry: (dossier.one_inquirer i)"},
		"not read back":      {func(c *Case) { c.Inquiries = []Inquiry{{ID: "i", Inquirers: []ElementID{"m1"}, Recorder: "郦小红"}} }, "inquiry: (dossier.read_back i)"},
		"evidence somewhere": {func(c *Case) { c.Evidence = []Evidence{{ID: "e", Title: "照片"}} }, "evidence: (dossier.pages e) (dossier.shelf e)"},
		"a copy":             {func(c *Case) { c.Evidence = []Evidence{{ID: "e", Copy: true, Pages: 1, Shelf: "一号柜"}} }, "statement: (dossier.copies )"},
		"a copy, stated": {func(c *Case) {
			c.Evidence, c.Volume.Statement = []Evidence{{ID: "e", Copy: true, Pages: 1, Shelf: "一号柜"}}, "原件退还"
		}, ""},
		"no meetings":     {func(c *Case) { c.Sessions = nil }, "record: archive.sessions"},
		"no result":       {func(c *Case) { c.Sessions[5].Result = "" }, "record: (dossier.result s6)"},
		"not read to all": {func(c *Case) { c.Sessions[0].ReadToAll = false }, "record: (dossier.read_to_all s1)"},
		"a void paper": {func(c *Case) {
			c.Agreements = append(c.Agreements, Agreement{ID: "v", FrozenOn: 1, Prints: 1, VoidOn: 2})
		}, "agreement: (dossier.voided v)"},
		"void before it came out": {func(c *Case) { c.Agreements = append(c.Agreements, Agreement{ID: "v", FrozenOn: 1, VoidOn: 2}) }, ""},
		"no follow-up":            {func(c *Case) { c.FollowUps = nil }, "follow_up: archive.followup"},
		"oral, no follow-up":      {func(c *Case) { c.FollowUps, c.Agreements[0].Form = nil, Oral }, ""},
		"no answer of a court":    {func(c *Case) { c.Confirmations = []Confirmation{{ID: "q", Agreement: "g"}} }, "confirmation: archive.ruling"},
		"nobody bound it":         {func(c *Case) { c.Volume = Volume{} }, "back: archive.filed_by archive.pages"},
		"refused": {func(c *Case) {
			*c = Case{Summary: "争吵。", Refusal: Ending{On: 1}, Volume: c.Volume, Parties: c.Parties}
		}, ""},
		"withdrawn at once": {func(c *Case) {
			*c = Case{Summary: "争吵。", AcceptedOn: 1, Withdrawal: Ending{On: 1}, Volume: c.Volume, Papers: c.Papers}
		}, ""},
		"terminated without a meeting": {func(c *Case) {
			*c = Case{Summary: "争吵。", AcceptedOn: 1, Termination: Ending{On: 1}, Volume: c.Volume, Papers: c.Papers}
		}, "record: archive.sessions"},
		"terminated after an inquiry": {func(c *Case) {
			*c = Case{Summary: "争吵。", AcceptedOn: 1, Termination: Ending{On: 1}, Volume: c.Volume, Papers: c.Papers,
				Inquiries: []Inquiry{{ID: "i", Inquirers: []ElementID{"m1", "m2"}, ReadBack: true}}}
		}, ""},
	} {
		c := filed(t)
		x.spoil(c)
		if got := strings.Join(dossierOf(c), "; "); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestInquiry_Witnessed(t *testing.T) {
	for want, list := range map[bool][]Inquiry{
		true:  {{Inquirers: []ElementID{"a", "b"}}, {Inquirers: []ElementID{"a"}, Recorder: "郦小红"}},
		false: {{}, {Inquirers: []ElementID{"a"}}, {Recorder: "郦小红"}},
	} {
		for _, q := range list {
			if q.Witnessed() != want {
				t.Errorf("%+v: %v", q, !want)
			}
		}
	}
}

func TestParty_Child(t *testing.T) {
	girl := Party{Kind: Person, Name: "钱雨桐", IDNumber: "339921201205200169"}
	for day, want := range map[string]bool{"2026-05-19": true, "2026-05-20": false} { // her 14th birthday
		if girl.Child(on(day)) != want {
			t.Errorf("a child on %s: %v", day, !want)
		}
	}
	if (&Party{Kind: Person, Name: "x"}).Child(on("2026-05-19")) {
		t.Error("someone of unknown age is a child")
	}
	many := Party{Kind: Person, Name: "x", Group: 12, Representatives: make([]string, 6)}
	if codeIn(t, many.Check()) != "representatives.many" {
		t.Errorf("six representatives: %v", many.Check())
	}
}

func TestAssignment_Bound(t *testing.T) {
	for want, list := range map[bool][]Assignment{
		true:  {{Relation: "一方的舅舅"}},
		false: {{}, {Relation: "一方的舅舅", KeptOn: 1}, {Relation: "一方的舅舅", WithdrewOn: 1}},
	} {
		for _, m := range list {
			if m.Bound() != want {
				t.Errorf("%+v: %v", m, !want)
			}
		}
	}
}

// A law names who is told at once of violence in a family and of harm to a minor.
func TestEscalation_MustReport(t *testing.T) {
	e := Escalation{Kinds: []EscalationKind{FamilyViolence}}
	if !e.MustReport(FamilyViolence) || e.MustReport(MinorInvolved) {
		t.Errorf("%+v", e)
	}
	e.ReportedOn = on("03-02")
	if e.MustReport(FamilyViolence) {
		t.Error("reported, and still to be reported")
	}
}
