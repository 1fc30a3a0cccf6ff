package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCase_Title(t *testing.T) {
	for want, c := range map[string]*Case{
		"叶建国与张根土邻里纠纷":    sampleNeighbours(),
		"蒋玉凤与蒋建明等婚姻家庭纠纷": {Type: "01", Parties: []Party{{Role: Applicant, Name: "蒋玉凤"}, {Role: Respondent, Name: "蒋建明"}, {Role: Respondent, Name: "蒋丽丽"}}},
		"俞𬭎伟":    {Parties: []Party{{Role: Applicant, Name: "俞𬭎伟"}}},
		"徐䶮其他纠纷": {Type: "18", Parties: []Party{{Role: Respondent, Name: "徐䶮"}, {Role: ThirdPerson, Name: "赵𫖯"}}},
		"":       {},
	} {
		if got := c.Title(); got != want {
			t.Errorf("title %q, want %q", got, want)
		}
	}
}

func TestCase_Parts(t *testing.T) {
	c := sampleNeighbours()
	c.Mediators = append(c.Mediators, Assignment{ID: "x2", WithdrewOn: on("03-03")})
	c.Parties = append(c.Parties, Party{ID: "g", Role: Applicant, Group: 12})
	if got := c.ActiveMediators(); len(got) != 1 || got[0].ID != "x1" {
		t.Errorf("active mediators %v", got)
	}
	if got := c.People(); got != 14 {
		t.Errorf("%d people", got)
	}
	if got := c.Uninformed(); !slices.Equal(got, []ElementID{"g"}) {
		t.Errorf("not informed: %v", got)
	}
	if c.Party("r").Name != "张根土" || c.Party("x") != nil || len(c.ByRole(Applicant)) != 2 {
		t.Error("a party was not found")
	}
}

func TestCase_Check(t *testing.T) {
	for code, edit := range map[string]func(*Case){
		"":             func(c *Case) { c.Claimed = 0 },
		"name.empty":   func(c *Case) { c.Parties[1].Name = " " },
		"id.check":     func(c *Case) { c.Parties[0].IDNumber = "339921196803150015" },
		"id.date":      func(c *Case) { c.Parties[0].IDNumber = "339921196802300015" },
		"notes.empty":  func(c *Case) { c.Sessions[2].Notes = "" },
		"amount.zero":  func(c *Case) { c.Claimed = -1 },
		"amount.large": func(c *Case) { c.Claimed = 1e12 + 1 },
	} {
		c := sampleNeighbours()
		edit(c)
		if err := c.Check(); code == "" && err != nil || code != "" && codeIn(t, err) != code {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestParty_Check(t *testing.T) {
	for code, list := range map[string][]Party{
		"": {{Kind: Person, Name: "赵𫖯", IDNumber: "339921197609230074"}, {Kind: Company, Name: strings.Repeat("长", 40), CreditCode: "91339921MA999903X5"},
			{Kind: Person, Name: "x", IDKind: "护照", IDNumber: "E1"}, {Kind: Person, Name: "x", Age: 84, Group: 12}},
		"name.empty":  {{Kind: Person}, {Kind: Company}},
		"name.long":   {{Kind: Person, Name: strings.Repeat("长", 31)}},
		"name.chars":  {{Kind: Person, Name: "张\n三"}},
		"id.length":   {{Kind: Person, Name: "x", IDNumber: "1"}, {Kind: Person, Name: "x", Agent: Agent{IDNumber: "1"}}},
		"uscc.check":  {{Kind: Company, Name: "x", CreditCode: "91339921MA999903X6"}},
		"age.range":   {{Kind: Person, Name: "x", Age: -1}, {Kind: Person, Name: "x", Age: 131}},
		"group.range": {{Kind: Person, Name: "x", Group: -1}, {Kind: Person, Name: "x", Group: 1e6 + 1}},
	} {
		for i := range list {
			if err := list[i].Check(); code == "" && err != nil || code != "" && codeIn(t, err) != code {
				t.Errorf("%q %d: %v", code, i, err)
			}
		}
	}
}

func TestParty_Age(t *testing.T) {
	girl := Party{Kind: Person, Name: "钱雨桐", IDNumber: "339921201205200169"}
	leap := Party{Kind: Person, Born: on("2008-02-29")}
	for _, x := range []struct {
		p     *Party
		day   string
		age   int
		minor bool
	}{
		{&girl, "2026-03-24", 13, true}, {&girl, "2030-05-19", 17, true}, {&girl, "2030-05-20", 18, false}, {&girl, "2011-01-01", 0, true},
		{&leap, "2026-02-28", 17, true}, {&leap, "2026-03-01", 18, false},
		{&Party{Kind: Person, Age: 84}, "2026-03-24", 84, false}, {&Party{Kind: Person, Age: 17}, "2026-03-24", 17, true},
		{&Party{Kind: Person}, "2026-03-24", 0, false}, {&Party{Kind: Company, Age: 3}, "2026-03-24", 3, false},
	} {
		if age, minor := x.p.AgeOn(on(x.day)), x.p.Minor(on(x.day)); age != x.age || minor != x.minor {
			t.Errorf("%+v on %s: %d, minor %v", x.p, x.day, age, minor)
		}
	}
	if girl.AgeOn(0) != 0 || girl.People() != 1 || (&Party{Group: 12}).People() != 12 {
		t.Error("age on no day, or people behind a party")
	}
}

func TestSession_Check(t *testing.T) {
	for code, edit := range map[string]func(*Session){
		"": func(*Session) {}, "day.empty": func(s *Session) { s.On = 0 }, "place.empty": func(s *Session) { s.Place = "" },
		"present.none": func(s *Session) { s.Present = nil }, "notes.empty": func(s *Session) { s.Notes = "" },
	} {
		s := meeting("s", "03-02")
		edit(&s)
		if err := s.Check(); code == "" && err != nil || code != "" && codeIn(t, err) != code {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestFollowUp_Check(t *testing.T) {
	for code, edit := range map[string]func(*FollowUp){
		"": func(*FollowUp) {}, "day.empty": func(f *FollowUp) { f.On = 0 }, "name.empty": func(f *FollowUp) { f.By = "" },
		"performed.empty": func(f *FollowUp) { f.Performed = "" }, "satisfaction.range": func(f *FollowUp) { f.Satisfaction = 6 },
	} {
		f := FollowUp{On: on("04-20"), By: "寿永康", Performed: FoundPerformed, Satisfaction: 5}
		edit(&f)
		if err := f.Check(); code == "" && err != nil || code != "" && codeIn(t, err) != code {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func sampleCommittee() *Committee {
	return &Committee{Name: "东篱村人民调解委员会", Level: LevelVillage, CreditCode: "54339921MF9999011H", Area: "339921101201", AreaShort: "示清东",
		Mediators: []Mediator{{ID: "m1", Name: "寿永康", Head: true}, {ID: "m2", Name: "郦小红"}}}
}

func TestCommittee_Check(t *testing.T) {
	for code, edit := range map[string]func(*Committee){
		"": func(c *Committee) { c.CreditCode = "" }, "name.empty": func(c *Committee) { c.Name = "" }, "area.length": func(c *Committee) { c.Area = "339921" },
		"area.digits": func(c *Committee) { c.Area = "33992110120x" }, "number.seq": func(c *Committee) { c.NumberTemplate = "{年}号" },
		"mediator.none": func(c *Committee) { c.Mediators = nil }, "name.chars": func(c *Committee) { c.Mediators[1].Name = "\u0000" },
		"uscc.check":     func(c *Committee) { c.CreditCode = "54339921MF9999011A" },
		"committee.long": func(c *Committee) { c.Name = strings.Repeat("𬭎", 61) },
	} {
		c := sampleCommittee()
		edit(c)
		if err := c.Check(); code == "" && err != nil || code != "" && codeIn(t, err) != code {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestCommittee_Defaults(t *testing.T) {
	c := sampleCommittee()
	if c.Seal() != c.Name || c.Numbers() != DefaultNumberTemplate || c.Mediator("m2").Name != "郦小红" || c.Mediator("x") != nil {
		t.Errorf("seal %q, numbers %q", c.Seal(), c.Numbers())
	}
	c.SealName, c.NumberTemplate = "印", "{年}-{序号}"
	if c.Seal() != "印" || c.Numbers().Format(c.AreaShort, 2026, 7, "") != "2026-7" {
		t.Errorf("seal %q, numbers %q", c.Seal(), c.Numbers())
	}
}

func TestList(t *testing.T) {
	if len(DisputeTypes) != 18 || DisputeTypes.Name("07") != "山林土地纠纷" || DisputeTypes.Name("99") != "99" || DisputeTypes.Has("99") || !DisputeTypes.Has("18") {
		t.Error("dispute types")
	}
	l := List{{Code: "a", To: on("03-01")}, {Code: "b", From: on("03-02")}, {Code: "c"}}
	for day, want := range map[string]string{"03-01": "ac", "03-02": "bc"} {
		got := ""
		for _, r := range l.On(on(day)) {
			got += r.Code
		}
		if got != want {
			t.Errorf("offered on %s: %s, want %s", day, got, want)
		}
	}
	for name, l := range map[string]List{"types": DisputeTypes, "sources": Sources, "organs": Organs, "refusals": RefusalGrounds,
		"terminations": TerminationGrounds, "outcomes": Outcomes, "figures": Figures} {
		seen := map[string]bool{}
		for _, r := range l {
			if r.Code == "" || r.Name == "" || seen[r.Code] || !isCode(r.Code) {
				t.Errorf("%s: entry %+v is empty, twice there or cannot be sent", name, r)
			}
			seen[r.Code] = true
		}
	}
	for _, s := range Statuses {
		if !isCode(string(s)) {
			t.Errorf("status %s cannot be sent", s)
		}
	}
	for i := range 18 {
		if r := DisputeTypes[i]; r.Code != fmt.Sprintf("%02d", i+1) || DisputeType(r.Code).Labour() != (i == 9 || i == 10) {
			t.Errorf("type %d is %+v", i+1, r)
		}
	}
}

func TestIDs(t *testing.T) {
	id, elements := NewCaseID(), map[ElementID]bool{}
	back, err := ParseCaseID(id.String())
	if err != nil || back != id || id == CommitteeID {
		t.Errorf("%s came back as %s: %v", id, back, err)
	}
	for text, code := range map[string]string{"": "id.length", "00": "id.length", strings.Repeat("g", 32): "id.digits"} {
		if _, err := ParseCaseID(text); codeIn(t, err) != code {
			t.Errorf("%q: %v", text, err)
		}
	}
	uids, devices, epochs := map[UID]bool{}, map[DeviceID]bool{}, map[Epoch]bool{}
	for range 1000 {
		uids[NewUID()], devices[NewDeviceID()], epochs[NewEpoch()] = true, true, true
		e := NewElementID()
		if len(e) != 16 || strings.ContainsAny(string(e), ".ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			t.Fatalf("element ID %q", e)
		}
		elements[e] = true
	}
	if len(elements) != 1000 || len(uids) != 1000 || len(devices) != 1000 || len(epochs) != 1000 {
		t.Error("an ID was given twice")
	}
	if len(NewUID().String()) != 32 || len(NewDeviceID().String()) != 32 || len(NewEpoch().String()) != 16 {
		t.Error("the lengths of IDs in words")
	}
	var row struct{ ID CaseID }
	b, err := json.Marshal(struct{ ID CaseID }{id})
	if err != nil || json.Unmarshal(b, &row) != nil || row.ID != id {
		t.Errorf("%s: %v", b, err)
	}
}

// No value that a person typed is in an error's text.
func TestErrors_NoValues(t *testing.T) {
	_, err := ParseResidentID("339921196803150015")
	var bad *Invalid
	if !errors.As(err, &bad) || err.Error() != "id: id.check" {
		t.Errorf("%v", err)
	}
	why := &Refused{Move: MoveAccept, Code: "accept.consent", Element: "r"}
	if why.Error() != "accept refused: accept.consent" {
		t.Errorf("%v", why)
	}
}
