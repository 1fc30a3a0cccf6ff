package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"woshou/app/view"
	"woshou/data"
)

// partyPage opens the page of a party of a new case.
func partyPage(t *testing.T, a *App, c *data.Case, party data.ElementID) *partyScreen {
	t.Helper()
	openCase(t, a, c.ID, 0)
	a.Show(Route{Page: PageParty, Case: c.ID, Element: party})
	return a.screen.(*partyScreen)
}

func TestParty_MistakesShowWhereTheyAre(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	for _, w := range []struct{ kind, field, value, says string }{
		{"自然人", "party.name", "", "名字还没有填"},
		{"自然人", "party.id_number", "339921680315001", "15位"},
		{"自然人", "party.age", "131", "年龄不对"},
		{"自然人", "party.age", "-1", "数字不对"},
		{"自然人", "party.group", "99999", "人数不对"},
		{"自然人", "party.consent_on", "2026/13/1", "没有这一天"},
		{"法人", "party.credit_code", "54339921MF9999011I", "不该有的字符"},
		{"法人", "party.credit_code", "54339921MF9999011J", "有一位输错"},
	} {
		partyPage(t, a, c, "")
		fillIn(t, a, [][2]string{{"party.name", "徐䶮"}, {"party.kind", w.kind}, {w.field, w.value}})
		before := events(t, a, c.ID)
		press(t, a, save)
		if note := noteOf(t, a, w.field); !strings.Contains(note, w.says) {
			t.Errorf("%s %q: below the field %q", w.field, w.value, note)
		}
		if events(t, a, c.ID) != before {
			t.Errorf("%s %q was saved", w.field, w.value)
		}
		abandon(t, a)
	}
}

func TestParty_BrokenTextIsNeverDropped(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	partyPage(t, a, c, c.Parties[0].ID)
	if n := breakEach(t, a, save); n < 4 {
		t.Errorf("only %d fields were broken", n)
	}
	if n := events(t, a, c.ID); n != 2 {
		t.Errorf("%d events", n)
	}
}

func TestParty_FieldsOfTheKind(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	partyPage(t, a, c, "")
	fillIn(t, a, [][2]string{{"party.name", "东篱农机合作社"}, {"party.age", "40"}, {"party.kind", "法人"}})
	if rowOf(t, a, "party.age").field.Visible() || !rowOf(t, a, "party.credit_code").field.Visible() {
		t.Error("a company is asked for its age, or not for its code")
	}
	fillIn(t, a, [][2]string{{"party.credit_code", "54339921MF9999011H"}, {"party.legal_rep", "俞𬭎伟"}})
	press(t, a, save)
	p := stored(t, a, c.ID).Parties[2]
	if p.Kind != data.Company || p.Age != 0 || p.CreditCode != "54339921MF9999011H" || p.LegalRep != "俞𬭎伟" {
		t.Errorf("the party is %+v", p)
	}
}

func TestParty_ChangeAndRemove(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.SetParty(c, data.Party{Role: data.ThirdPerson, Name: longName, Phone: "660119"})
	})
	third := c.Parties[2].ID
	partyPage(t, a, c, third)
	shows(t, a, longName)
	enter(t, a, "party.phone", "660120")
	press(t, a, save)
	if p := stored(t, a, c.ID).Parties; len(p) != 3 || p[2].Phone != "660120" || p[2].Name != longName {
		t.Errorf("parties %+v", p)
	}
	s := partyPage(t, a, c, third)
	press(t, a, "删去这名当事人")
	key(a, fyne.KeyEscape)
	if a.screen != screen(s) || len(stored(t, a, c.ID).Parties) != 3 {
		t.Error("Esc did not keep the party")
	}
	press(t, a, "删去这名当事人")
	press(t, a, "知道了")
	if p := stored(t, a, c.ID).Parties; len(p) != 2 || a.route.Page != PageCase {
		t.Errorf("%d parties, page %d", len(p), a.route.Page)
	}
}

func TestParty_OneThatIsNamedStays(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "mediating")
	s := partyPage(t, a, c, c.Parties[0].ID)
	press(t, a, "删去这名当事人")
	press(t, a, "知道了")
	if a.window.Canvas().Overlays().Top() == nil || len(stored(t, a, c.ID).Parties) != 2 {
		t.Error("a party that a meeting names was removed without a word")
	}
	key(a, fyne.KeyEscape)
	if a.screen != screen(s) {
		t.Errorf("it leads to %T", a.screen)
	}
}

// The page asks who stands beside the party before it asks about them; who is taken
// away again is gone.
func TestParty_GuardianAndAgent(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	id := c.Parties[1].ID
	partyPage(t, a, c, id)
	if rowOf(t, a, "party.guardian").field.Visible() || rowOf(t, a, "party.agent").field.Visible() {
		t.Error("nobody is beside the party, and still asked about")
	}
	fillIn(t, a, [][2]string{
		{"party.beside", "监护人和代理人"}, {"party.guardian", "钱立"}, {"party.guardian_tie", "父亲"}, {"party.guardian_consent_on", "2026-7-10"},
		{"party.agent", "叶小军"}, {"party.agent_special", ""}, {"party.power_on", "2026-7-9"},
		{"party.group", "12"}, {"party.representatives", "周天明、郦小红"},
	})
	press(t, a, save)
	p := stored(t, a, c.ID).Party(id)
	if p.Guardian != "钱立" || p.GuardianTie != "父亲" || p.GuardianConsentOn == 0 || p.Agent.Name != "叶小军" || !p.Agent.Special || p.Agent.PowerOn == 0 ||
		len(p.Representatives) != 2 || p.Representatives[1] != "郦小红" {
		t.Errorf("party %+v", p)
	}
	shows(t, a, "钱立 父亲", "特别授权", "周天明、郦小红")
	partyPage(t, a, stored(t, a, c.ID), id)
	enter(t, a, "party.beside", "代理人")
	press(t, a, save)
	if p := stored(t, a, c.ID).Party(id); p.Guardian != "" || p.GuardianConsentOn != 0 || p.Agent.Name != "叶小军" {
		t.Errorf("party %+v", p)
	}
}
