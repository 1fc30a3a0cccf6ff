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

// An agent's power ends on a day or with the mediation, never before it was given.
func TestParty_PowerTerm(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	id := c.Parties[1].ID
	partyPage(t, a, c, id)
	fillIn(t, a, [][2]string{{"party.beside", "代理人"}, {"party.agent", "叶小军"}, {"party.agent_sex", "男"}, {"party.power_on", "2026-7-9"}})
	if rowOf(t, a, "party.power_until").field.Visible() {
		t.Error("a day is asked for before it is known that there is one")
	}
	fillIn(t, a, [][2]string{{"party.power_term", "到某一天"}, {"party.power_until", "2026-7-8"}})
	press(t, a, save)
	if note := noteOf(t, a, "party.power_until"); !strings.Contains(note, "早于授权委托书") {
		t.Errorf("below the field %q", note)
	}
	enter(t, a, "party.power_until", "2026-8-9")
	press(t, a, save)
	if g := stored(t, a, c.ID).Party(id).Agent; g.Until.String() != "2026-08-09" || g.UntilEnd || g.Sex != data.Male {
		t.Errorf("agent %+v", g)
	}
	shows(t, a, "2026年8月9日")
	partyPage(t, a, stored(t, a, c.ID), id)
	enter(t, a, "party.beside", "没有，本人参加")
	press(t, a, save)
	if g := stored(t, a, c.ID).Party(id).Agent; g != (data.Agent{}) {
		t.Errorf("the agent is gone, but for %+v", g)
	}
}

// A party says who receives its papers, and whether they may come by message.
func TestParty_Service(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	id := c.Parties[1].ID
	partyPage(t, a, c, id)
	if rowOf(t, a, "party.receiver").field.Visible() || rowOf(t, a, "party.account").field.Visible() {
		t.Error("a receiver and an account are asked for before anybody said so")
	}
	fillIn(t, a, [][2]string{
		{"party.receives", "代收人收"}, {"party.receiver_phone", "13800000008"}, {"party.receiver_address", "石门村2号"},
		{"party.electronic", "同意"}, {"party.account", "13800000009"}, {"party.email", "dongli"},
	})
	press(t, a, save)
	if note := noteOf(t, a, "party.receiver"); !strings.Contains(note, "还没有填") {
		t.Errorf("below the receiver %q", note)
	}
	enter(t, a, "party.receiver", "郦小红")
	press(t, a, save)
	if note := noteOf(t, a, "party.email"); !strings.Contains(note, "写法不对") {
		t.Errorf("below the address %q", note)
	}
	enter(t, a, "party.email", "dongli@example.com")
	press(t, a, save)
	want := data.Service{
		Receiver: "郦小红", ReceiverPhone: "13800000008", ReceiverAddress: "石门村2号",
		Electronic: data.ElectronicAgreed, Account: "13800000009", Email: "dongli@example.com",
	}
	if got := stored(t, a, c.ID).Party(id).Service; got != want {
		t.Errorf("service %+v", got)
	}
	shows(t, a, "郦小红 138****0008 石门村2号", "同意 138****0009")
	partyPage(t, a, stored(t, a, c.ID), id)
	fillIn(t, a, [][2]string{{"party.receives", "本人收"}, {"party.electronic", "不同意"}})
	press(t, a, save)
	if got := stored(t, a, c.ID).Party(id).Service; got != (data.Service{Electronic: data.ElectronicRefused}) {
		t.Errorf("service %+v", got)
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
		{"party.agent_id_number", "339921199510120157"}, {"party.agent_tie", "外甥"}, {"party.agent_address", "东篱村5组2号"}, {"party.power_term", "到本纠纷调解终结"},
		{"party.group", "12"}, {"party.representatives", "周天明、郦小红"},
	})
	press(t, a, save)
	p := stored(t, a, c.ID).Party(id)
	if p.Guardian != "钱立" || p.GuardianTie != "父亲" || p.GuardianConsentOn == 0 || p.Agent.Name != "叶小军" || !p.Agent.Special || p.Agent.PowerOn == 0 ||
		len(p.Representatives) != 2 || p.Representatives[1] != "郦小红" {
		t.Errorf("party %+v", p)
	}
	if g := p.Agent; g.IDNumber != "339921199510120157" || g.Sex != data.Male || g.Tie != "外甥" || g.Address != "东篱村5组2号" || !g.UntilEnd || g.Until != 0 {
		t.Errorf("agent %+v", g)
	}
	shows(t, a, "钱立 父亲", "特别授权", "周天明、郦小红", "339921********0157", "到本纠纷调解终结")
	if strings.Contains(texts(a), "339921199510120157") {
		t.Error("the agent's number is not covered")
	}
	partyPage(t, a, stored(t, a, c.ID), id)
	enter(t, a, "party.beside", "代理人")
	press(t, a, save)
	if p := stored(t, a, c.ID).Party(id); p.Guardian != "" || p.GuardianConsentOn != 0 || p.Agent.Name != "叶小军" {
		t.Errorf("party %+v", p)
	}
}
