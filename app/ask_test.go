package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/assets/fonts"
	"woshou/data"
)

// formRow is a field on the screen with the line below it.
type formRow struct {
	field fyne.CanvasObject
	note  *fynewidget.RichText
}

// formRows are the fields of the form that is on top, by their labels.
func formRows(a *App) map[string]formRow {
	var grid *widget.FormGrid
	visible(a, func(o fyne.CanvasObject) {
		if g, ok := o.(*widget.FormGrid); ok {
			grid = g
		}
	})
	out := map[string]formRow{}
	if grid == nil {
		return out
	}
	cells := test.WidgetRenderer(grid).Objects()[0].(*fyne.Container).Objects // label, field, note
	for i := 0; i < len(cells); i += 3 {
		label := strings.TrimPrefix(cells[i].(*fynewidget.RichText).String(), "* ")
		out[label] = formRow{cells[i+1], cells[i+2].(*fynewidget.RichText)}
	}
	return out
}

func rowOf(t testing.TB, a *App, name string) formRow {
	t.Helper()
	row, ok := formRows(a)[a.T("field."+name)]
	if !ok {
		t.Fatalf("no field %s on the screen:\n%s", name, texts(a))
	}
	return row
}

// enter fills a field by its name: a text, the label of a choice, the label of a box.
func enter(t testing.TB, a *App, name, value string) {
	t.Helper()
	switch f := rowOf(t, a, name).field.(type) {
	case *widget.Select:
		f.SetSelected(value)
		if f.Selected != value {
			t.Fatalf("%s has no %s, only %q", name, value, f.Options)
		}
	case *widget.Check:
		test.Tap(f)
	case *fyne.Container:
		if days := daysIn(f); len(days) > 0 {
			for _, e := range days {
				e.SetText(value)
			}
			return
		}
		i := slices.IndexFunc(f.Objects, func(o fyne.CanvasObject) bool { return o.(*widget.Check).Text == value })
		if i < 0 {
			t.Fatalf("%s has no box %s", name, value)
		}
		test.Tap(f.Objects[i].(*widget.Check))
	case interface{ SetText(string) }:
		f.SetText(value)
	default:
		t.Fatalf("%s is a %T", name, f)
	}
}

// daysIn are the date fields of a field with several.
func daysIn(c *fyne.Container) []*widget.DayEntry {
	var out []*widget.DayEntry
	walk(c, func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.DayEntry); ok {
			out = append(out, e)
		}
	})
	return out
}

// fillIn fills fields; of a field with several boxes the labels stand apart by spaces.
func fillIn(t testing.TB, a *App, values [][2]string) {
	t.Helper()
	for _, v := range values {
		enter(t, a, v[0], v[1])
	}
}

// noteOf is the line below a field.
func noteOf(t testing.TB, a *App, name string) string { return rowOf(t, a, name).note.String() }

// asked is one act: from which stage, what is typed, and what the record then holds.
type asked struct {
	act   data.Move
	stage string
	more  func(d *view.Desk, c *data.Case) (*data.Case, error)
	typed [][2]string
	saved func(c *data.Case) bool
	// opens is the page of an act that has a screen of its own and saves nothing yet.
	opens Page
	// button saves; "" when the act needs no answer.
	button string
}

func status(s data.Status) func(*data.Case) bool {
	return func(c *data.Case) bool { return c.Status == s }
}

const save = "保存"

// askedActs walks through all acts that a case screen offers.
func askedActs() []asked {
	return append(askedBefore(), askedAfter()...)
}

func askedBefore() []asked {
	return []asked{
		{act: view.ActEdit, stage: "accepted", typed: [][2]string{{"intake.place", "村口"}}, button: "登记  Ctrl",
			saved: func(c *data.Case) bool { return c.Place == "村口" }},
		{act: view.ActParty, stage: "applied", typed: [][2]string{{"party.name", "赵𫖯"}, {"party.age", "41"}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.Parties) == 3 && c.Parties[2].Name == "赵𫖯" && c.Parties[2].Age == 41
			}},
		{act: data.MoveApply, stage: "draft", saved: status(data.Applied)},
		{act: data.MoveAccept, stage: "applied", typed: [][2]string{{"accept.mediators", "王海燕"}, {"accept.chosen", ""}}, button: save,
			saved: func(c *data.Case) bool {
				return c.Status == data.Accepted && len(c.Mediators) == 2 && c.Mediators[1].Chosen
			}},
		{act: data.MoveRefuse, stage: "applied", typed: [][2]string{{"refuse.ground", data.RefusalGrounds[0].Name}, {"refuse.text", "已由法院受理"}}, button: save,
			saved: func(c *data.Case) bool { return c.Status == data.RefusedCase && c.Refusal.Text == "已由法院受理" }},
		{act: view.ActMediator, stage: "accepted", typed: [][2]string{{"accept.mediators", "王海燕"}, {"accept.mediators", "杨秀莲"}, {"mediators.reason", "近亲属"}}, button: save,
			saved: func(c *data.Case) bool { return len(c.ActiveMediators()) == 1 && c.Mediators[0].Reason == "近亲属" }},
		{act: view.ActInform, stage: "accepted", typed: [][2]string{{"inform.parties", "张根土"}}, button: save,
			saved: func(c *data.Case) bool { return c.Parties[0].InformedOn != 0 && c.Parties[1].InformedOn == 0 }},
		{act: view.ActInquiry, stage: "informed", typed: [][2]string{{"inquiry.person", "李四"}, {"inquiry.notes", "那天听见争吵。"}}, button: save,
			saved: func(c *data.Case) bool { return len(c.Inquiries) == 1 && len(c.Inquiries[0].Inquirers) == 1 }},
		{act: view.ActEvidence, stage: "accepted", typed: [][2]string{{"evidence.title", "门诊票据"}, {"evidence.pages", "3"}, {"evidence.copy", ""}, {"evidence.provider", "张根土"}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.Evidence) == 1 && c.Evidence[0].Pages == 3 && c.Evidence[0].Copy && c.Evidence[0].Provider == c.Parties[1].ID
			}},
		{act: view.ActSession, stage: "informed", typed: [][2]string{{"session.notes", "双方愿意谈。"}, {"session.start", "9：05"}, {"session.place", "村口"}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.Sessions) == 1 && c.Sessions[0].Start == "09:05" && len(c.Sessions[0].Present) == 2
			}},
		{act: view.ActEscalate, stage: "applied", typed: [][2]string{{"escalation.kinds", "持械"}, {"escalation.measures", "劝开"}, {"escalation.time", "7:30"}, {"escalation.received_at", "8：05"}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.Escalations) == 1 && c.Escalations[0].Time == "07:30" && c.Escalations[0].ReceivedAt == "08:05"
			}},
		{act: view.ActRecuse, stage: "accepted", typed: [][2]string{{"recuse.reason", "一方的表亲"}, {"recuse.replacement", "王海燕"}}, button: save,
			saved: func(c *data.Case) bool {
				m := c.ActiveMediators()
				return len(m) == 1 && m[0].Name == "王海燕" && m[0].Replaces == c.Mediators[0].Mediator && c.Mediators[0].Relation == "一方的表亲"
			}},
		{act: data.MoveSuspend, stage: "mediating", typed: [][2]string{{"suspend.kind", "等待鉴定、评估"}, {"suspend.reason", "等鉴定"}}, button: save, saved: status(data.Suspended)},
		{act: data.MoveResume, stage: "mediating", more: func(d *view.Desk, c *data.Case) (*data.Case, error) {
			return d.Suspend(c, view.SuspendForm{From: d.Today(), Reason: "等鉴定"})
		}, button: save, saved: status(data.Mediating)},
		{act: data.MoveExtend, stage: "mediating", typed: [][2]string{{"extend.consents", "2026-7-10"}}, button: save, saved: func(c *data.Case) bool {
			return c.Extension.To != 0 && len(c.Extension.Consents) == 2 && c.Extension.ConsentOn == c.Extension.Consents[1].On
		}},
		{act: data.MoveTerminate, stage: "mediating", typed: [][2]string{{"terminate.ground", data.TerminationGrounds[0].Name}}, button: save, saved: status(data.Terminated)},
		{act: data.MoveWithdraw, stage: "mediating", typed: [][2]string{{"withdraw.text", "自己和好了"}}, button: save, saved: status(data.Withdrawn)},
		{act: data.MoveHandUp, stage: "mediating", typed: [][2]string{{"handup.to", "清溪镇调委会"}, {"handup.reason", "案情复杂"}, {"handup.consents", "2026-7-10"}, {"handup.copies", "调解记录 8页\n山权证复印件 4页"}, {"handup.days", "7"}}, button: save,
			saved: func(c *data.Case) bool {
				return c.Status == data.HandedUp && c.HandUps[0].Pages == 12 && c.HandUps[0].Days == 7 && c.HandUps[0].Contact != "" && len(c.HandUps[0].Consents) == 2
			}},
		{act: view.ActHandUpResult, stage: "mediating", more: func(d *view.Desk, c *data.Case) (*data.Case, error) {
			c, err := handedUp(d, c)
			if err != nil {
				return nil, err
			}
			return d.AnswerHandUp(c, view.AnswerForm{On: d.Today()})
		}, typed: [][2]string{{"hand_up_result.result", "达成书面协议"}}, button: save,
			saved: func(c *data.Case) bool { return c.HandUps[0].Settled.Result == data.OutcomeWritten }},
		{act: view.ActAnswer, stage: "mediating", more: handedUp, typed: [][2]string{{"answer.returned", ""}, {"answer.result", "先在村里调"}}, button: save, saved: status(data.Mediating)},
		{act: view.ActReply, stage: "mediating", button: save, saved: func(c *data.Case) bool { return c.RepliedOn != 0 }},
		{act: view.ActFeedback, stage: "in force", typed: [][2]string{{"feedback.text", "已书面回复"}}, button: save,
			saved: func(c *data.Case) bool {
				return c.Feedback.Result == data.OutcomeWritten && c.Feedback.Text == "已书面回复"
			}},
		{act: data.MoveVoid, stage: "accepted", typed: [][2]string{{"void.reason", "登记错了"}}, button: "作废", saved: status(data.Void)},
		{act: view.ActSettle, stage: "mediating", more: twoPeople, button: "改用另一个", saved: func(c *data.Case) bool { return len(c.Conflicts) == 0 && c.Place == "甲" }},
	}
}

// handedUp has handed a case up to the town.
func handedUp(d *view.Desk, c *data.Case) (*data.Case, error) {
	in := d.NewHandUp(c)
	in.To, in.Reason, in.Consents = "清溪镇调委会", "案情复杂", view.ConsentsOn(c, d.Today())
	return d.HandUp(c, in)
}

// twoPeople has two computers change the place of a case at once.
func twoPeople(d *view.Desk, c *data.Case) (*data.Case, error) {
	for _, place := range []string{"甲", "乙"} {
		in := view.IntakeOf(c)
		in.Place = place
		if _, err := d.EditIntake(c, in); err != nil {
			return nil, err
		}
	}
	return d.Store.Case(c.ID)
}

// applied records an application to the court, ruled its rejection.
func applied(d *view.Desk, c *data.Case) (*data.Case, error) {
	return d.Confirm(c, view.ConfirmForm{Court: "示例县人民法院", AppliedOn: d.Today(), Parties: everybody(c)})
}

func ruled(d *view.Desk, c *data.Case) (*data.Case, error) {
	c, err := applied(d, c)
	if err != nil {
		return nil, err
	}
	return d.Ruling(c, view.RulingForm{Result: data.Rejected, On: d.Today(), Reason: "内容不明确"})
}

// renewed brings the agreement back to the table.
func renewed(d *view.Desk, c *data.Case) (*data.Case, error) {
	return d.Remediate(c, view.RemediateForm{On: d.Today(), Consent: true, Reason: "想分期付"})
}

func askedAfter() []asked {
	current := func(check func(a *data.Agreement) bool) func(*data.Case) bool {
		return func(c *data.Case) bool { return check(c.Current()) }
	}
	return []asked{
		{act: view.ActDraft, stage: "mediating", opens: PageAgreement},
		{act: data.MoveAgree, stage: "drafted", saved: status(data.Agreed)},
		{act: view.ActPrint, stage: "drafted", opens: PagePreview},
		{act: data.MoveUnsign, stage: "printed", typed: [][2]string{{"unsign.reason", "钱数写错"}}, button: save, saved: status(data.Mediating)},
		{act: view.ActMark, stage: "printed", typed: [][2]string{{"mark.party", "张根土"}, {"mark.kind", "按指印"}, {"mark.by", "张小土"}}, button: save,
			saved: func(c *data.Case) bool {
				m := c.Current().MarkOf(c.Parties[1].ID)
				return m != nil && m.Kind == data.Fingerprint && m.By == "张小土"
			}},
		{act: view.ActMediMark, stage: "printed", button: save, saved: current(func(a *data.Agreement) bool { return a.MediatorMark != 0 })},
		{act: view.ActSeal, stage: "printed", button: save, saved: current(func(a *data.Agreement) bool { return a.SealOn != 0 })},
		{act: view.ActPaper, stage: "marked", button: "都齐了，协议生效", saved: status(data.Performing)},
		{act: view.ActPerform, stage: "in force", typed: [][2]string{{"perform.amount", "300"}, {"perform.receipt", "收条"}}, button: save,
			saved: current(func(a *data.Agreement) bool {
				i := a.Items[0]
				return i.DoneOn == 0 && i.Left() == 50000 && i.Payments[0].Receipt == "收条" && i.Payments[0].By == "张根土"
			})},
		{act: view.ActUrge, stage: "in force", typed: [][2]string{{"urge.text", "上门催过"}, {"urge.means", "上门"}}, button: save,
			saved: current(func(a *data.Agreement) bool {
				return len(a.Items[0].Urges) == 1 && a.Items[0].Urges[0].By == "杨秀莲" && a.Items[0].Urges[0].Means == data.UrgeVisit
			})},
		{act: view.ActAdvise, stage: "in force", typed: [][2]string{{"advice.to", "叶建国"}, {"advice.routes", "向人民法院申请支付令"}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.Advices) == 1 && len(c.Advices[0].Routes) == 2 && c.Advices[0].By == "杨秀莲"
			}},
		{act: view.ActCourt, stage: "in force", typed: [][2]string{{"court_action.kind", "起诉"}, {"court_action.docket", "（2026）示民初5号"}}, button: save,
			saved: func(c *data.Case) bool { return len(c.CourtActions) == 1 && c.CourtActions[0].Kind == data.Sued }},
		{act: view.ActVoidAgreement, stage: "in force", typed: [][2]string{{"void_agreement.reason", "双方同意解除"}}, button: "协议作废（解除、撤销）",
			saved: func(c *data.Case) bool { return c.Agreements[0].VoidReason == "双方同意解除" }},
		{act: data.MoveKeep, stage: "in force", more: renewed, typed: [][2]string{{"keep.reason", "没有谈拢"}}, button: save, saved: status(data.Performing)},
		{act: view.ActFollowUp, stage: "in force", typed: [][2]string{{"followup.performed", "部分履行"}, {"followup.visit", ""}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.FollowUps) == 1 && c.FollowUps[0].Visit && c.FollowUps[0].Performed == data.FoundPartly && c.FollowUps[0].Satisfaction == 0
			}},
		{act: view.ActConfirm, stage: "in force", typed: [][2]string{{"confirm.court", "示例县人民法院"}, {"confirm.docket", "（2026）示民特1号"},
			{"confirm.parties", "叶建国"}, {"confirm.parties", "张根土"}}, button: save,
			saved: func(c *data.Case) bool {
				return len(c.Confirmations) == 1 && len(c.Confirmations[0].Applicants) == 2 && len(c.Confirmations[0].Papers) == 4
			}},
		{act: view.ActRuling, stage: "in force", more: applied, typed: [][2]string{{"ruling.result", "确认有效"}}, button: save,
			saved: func(c *data.Case) bool { return c.Confirmations[0].Result == data.Confirmed }},
		{act: data.MoveRemediate, stage: "in force", more: ruled, typed: [][2]string{{"remediate.reason", "法院驳回了"}, {"remediate.consent", ""}},
			button: save, saved: status(data.Mediating)},
		{act: data.MoveClose, stage: "performed", more: func(d *view.Desk, c *data.Case) (*data.Case, error) {
			return d.Feedback(c, d.NewFeedback(c))
		}, button: save, saved: status(data.Closed)},
		{act: data.MoveReopen, stage: "closed", typed: [][2]string{{"reopen.kind", "有新的事实"}, {"reopen.consents", "2026-7-10"}}, button: save, saved: status(data.Mediating)},
		{act: data.MoveArchive, stage: "closed", more: func(d *view.Desk, c *data.Case) (*data.Case, error) {
			return d.SetFollowUp(c, data.FollowUp{On: d.Today(), By: "杨秀莲", Performed: data.FoundPerformed})
		}, typed: [][2]string{{"archive.retention", "永久"}, {"archive.pages", "26"}}, button: save, saved: status(data.Archived)},
	}
}

// start opens the case of an act and begins the act.
func (w asked) start(t *testing.T, a *App) (*caseScreen, *data.Case) {
	t.Helper()
	more := []func(d *view.Desk, c *data.Case) (*data.Case, error){}
	if w.more != nil {
		more = append(more, w.more)
	}
	c := caseAt(t, a, w.stage, more...)
	s := openCase(t, a, c.ID, 0)
	s.act(w.act, "")
	settle()
	dialogFits(t, a, string(w.act))
	return s, c
}

func TestActs_EachAsksAndSaves(t *testing.T) {
	a := villageApp(t, 0)
	seen := map[data.Move]bool{}
	for _, w := range askedActs() {
		seen[w.act] = true
		t.Run(string(w.act), func(t *testing.T) {
			_, c := w.start(t, a)
			if w.opens != 0 {
				if a.route.Page != w.opens {
					t.Errorf("opens page %d, want %d", a.route.Page, w.opens)
				}
				return
			}
			fillIn(t, a, w.typed)
			before := events(t, a, c.ID)
			if w.button != "" {
				press(t, a, w.button)
				before++
			}
			if a.window.Canvas().Overlays().Top() != nil {
				t.Fatalf("a dialog stays:\n%s", texts(a))
			}
			if n := events(t, a, c.ID); n != before {
				t.Errorf("%d events, want %d", n, before)
			}
			if !w.saved(stored(t, a, c.ID)) {
				t.Errorf("what was typed is not in the record: %+v", stored(t, a, c.ID))
			}
			if a.route.Page != PageCase {
				t.Errorf("leads to page %d", a.route.Page)
			}
		})
	}
	for _, act := range view.Acts {
		if !seen[act] || askers[act] == nil {
			t.Errorf("%s: tried %v, asker %v", act, seen[act], askers[act] != nil)
		}
	}
}

// kinds of fields that take only some texts, and a text that each does not take.
const (
	kindDay, kindMoney, kindID   = "2026-2-30", "一千", "33992119680315001X"
	kindCount, kindClock, noKind = "三", "25:70", ""
)

// kindOf says what kind a field is, by its widget or else by its label.
func kindOf(a *App, label string, field fyne.CanvasObject) string {
	is := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return a.T("field."+n) == label })
	}
	switch field.(type) {
	case *widget.DayEntry:
		return kindDay
	case *widget.MoneyEntry:
		return kindMoney
	case *widget.IDEntry:
		return kindID
	}
	switch {
	case is("evidence.pages", "archive.pages", "ruling.pages", "inquiry.age", "party.age", "party.group", "escalation.people", "handup.days", "clause.instalments"):
		return kindCount
	case is("session.start", "session.end", "session.next_at", "inquiry.at", "escalation.time", "escalation.reported_at", "escalation.received_at"):
		return kindClock
	}
	return noKind
}

// breakEach breaks one field after the other and saves: each must say so. It returns
// how many were broken.
func breakEach(t *testing.T, a *App, button string) int {
	t.Helper()
	broken := 0
	for label, row := range formRows(a) {
		kind := kindOf(a, label, row.field)
		if kind == noKind || !row.field.Visible() {
			continue
		}
		broken++
		text := reflect.ValueOf(row.field).Elem().FieldByName("Text").String()
		set := row.field.(interface{ SetText(string) }).SetText
		set(kind)
		press(t, a, button)
		if row.note.String() == "" || !row.note.Visible() {
			t.Errorf("%s: nothing is said of %q", label, kind)
		}
		if f, _ := row.field.(fyne.Focusable); a.window.Canvas().Focused() != f {
			t.Errorf("%s: the cursor is not where the mistake is", label)
		}
		set(text)
	}
	return broken
}

// abandon leaves a dialog or page with something typed.
func abandon(t *testing.T, a *App) {
	t.Helper()
	key(a, fyne.KeyEscape)
	shows(t, a, "还没有保存")
	press(t, a, "不保存，离开")
}

func TestActs_BrokenTextIsNeverDropped(t *testing.T) {
	a := villageApp(t, 0)
	for _, w := range askedActs() {
		if w.opens != 0 || w.button == "" || w.act == view.ActSettle {
			continue
		}
		t.Run(string(w.act), func(t *testing.T) {
			_, c := w.start(t, a)
			fillIn(t, a, w.typed)
			before := events(t, a, c.ID)
			broken := breakEach(t, a, w.button)
			if n := events(t, a, c.ID); n != before {
				t.Errorf("%d events saved from broken text", n-before)
			}
			if broken > 0 || len(w.typed) > 0 {
				abandon(t, a)
			} else {
				key(a, fyne.KeyEscape)
			}
			if a.window.Canvas().Overlays().Top() != nil || events(t, a, c.ID) != before {
				t.Errorf("leaving saved something or left a dialog:\n%s", texts(a))
			}
		})
	}
}

func TestActs_WhatIsMissingIsNamed(t *testing.T) {
	a := villageApp(t, 0)
	for _, w := range []struct {
		act   data.Move
		typed [][2]string
		field string
		says  string
	}{
		{data.MoveAccept, [][2]string{{"accept.on", ""}}, "accept.on", "日期还没有填"},
		{data.MoveAccept, [][2]string{{"accept.on", "2030-1-1"}}, "accept.on", "还没有到"},
		{data.MoveAccept, [][2]string{{"accept.on", "2020-1-1"}}, "accept.on", "太早"},
		{data.MoveRefuse, nil, "refuse.ground", "还没有选"},
		{view.ActMediator, [][2]string{{"accept.mediators", "杨秀莲"}}, "accept.mediators", "至少要有一名调解员"},
		{view.ActInquiry, nil, "inquiry.person", "名字还没有填"},
		{view.ActInquiry, [][2]string{{"inquiry.person", "李四"}}, "inquiry.notes", "还没有填"},
		{view.ActEvidence, nil, "evidence.title", "还没有填"},
		{view.ActEvidence, [][2]string{{"evidence.title", "票据"}, {"evidence.pages", "99999"}}, "evidence.pages", "页数不对"},
		{view.ActEscalate, nil, "escalation.kinds", "还没有选"},
		{view.ActEscalate, [][2]string{{"escalation.kinds", "持械"}, {"escalation.measures", "劝开"}, {"escalation.reported_to", "派出所"}}, "escalation.reported_on", "日期还没有填"},
		{data.MoveSuspend, nil, "suspend.reason", "还没有填"},
		{data.MoveExtend, [][2]string{{"extend.to", "2026-7-11"}, {"extend.consents", "2026-7-10"}}, "extend.to", "没有晚于"},
		{data.MoveExtend, nil, "extend.consents", "还有当事人没有填"},
		{data.MoveTerminate, nil, "terminate.ground", "还没有选"},
		{data.MoveHandUp, nil, "handup.to", "还没有填"},
		{view.ActAnswer, [][2]string{{"answer.returned", ""}}, "answer.result", "还没有填"},
		{data.MoveUnsign, nil, "unsign.reason", "还没有填"},
		{view.ActMark, [][2]string{{"mark.on", "2026-7-9"}}, "mark.on", "太早"},
		{view.ActMediMark, [][2]string{{"mediator_mark.on", ""}}, "mediator_mark.on", "日期还没有填"},
		{view.ActSeal, [][2]string{{"seal.on", "2026-8-1"}}, "seal.on", "还没有到"},
		{view.ActPerform, [][2]string{{"perform.amount", "9000"}}, "perform.amount", "比应付的还多"},
		{view.ActUrge, nil, "urge.text", "还没有填"},
		{view.ActRuling, nil, "ruling.result", "还没有选"},
		{view.ActRuling, [][2]string{{"ruling.result", "驳回申请"}}, "ruling.reason", "还没有填"},
		{view.ActConfirm, [][2]string{{"confirm.court", ""}}, "confirm.court", "还没有填"},
		{data.MoveReopen, nil, "reopen.kind", "还没有选"},
		{data.MoveReopen, [][2]string{{"reopen.kind", "有新的事实"}}, "reopen.consents", "还有当事人没有填"},
		{data.MoveArchive, [][2]string{{"archive.pages", "0"}}, "archive.pages", "全卷页数"},
		{view.ActRecuse, nil, "recuse.reason", "还没有填"},
		{view.ActRecuse, [][2]string{{"recuse.reason", "亲戚"}}, "recuse.replacement", "至少要有一名调解员"},
		{view.ActHandUpResult, nil, "hand_up_result.result", "还没有选"},
		{view.ActFeedback, [][2]string{{"feedback.on", "2030-1-1"}}, "feedback.on", "还没有到"},
		{data.MoveTerminate, [][2]string{{"terminate.ground", "疑似虚假调解"}, {"terminate.reported_to", ""}}, "terminate.reported_to", "还没有填"},
		{data.MoveHandUp, [][2]string{{"handup.to", "镇"}, {"handup.reason", "x"}, {"handup.consents", "2026-7-10"}, {"handup.copies", "调解记录"}}, "handup.copies", "看不懂这份材料清单"},
		{data.MoveVoid, nil, "void.reason", "还没有填"},
	} {
		t.Run(string(w.act)+" "+w.field, func(t *testing.T) {
			all := askedActs()
			asked := all[slices.IndexFunc(all, func(o asked) bool { return o.act == w.act })]
			_, c := asked.start(t, a)
			before := events(t, a, c.ID)
			fillIn(t, a, w.typed)
			press(t, a, asked.button)
			if note := noteOf(t, a, w.field); !strings.Contains(note, w.says) {
				t.Errorf("below the field: %q\n%s", note, texts(a))
			}
			if n := events(t, a, c.ID); n != before {
				t.Errorf("%d events saved", n-before)
			}
			if w.typed != nil {
				abandon(t, a)
			} else {
				key(a, fyne.KeyEscape)
			}
		})
	}
}

func TestActs_RefusedOnesSayWhy(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "applied")
	s := openCase(t, a, c.ID, 1)
	shows(t, a, "证据材料", "还没有记录")
	s.act(data.MoveClose, "")
	shows(t, a, "知道了")
	key(a, fyne.KeyEscape)
	if n := events(t, a, c.ID); n != 2 {
		t.Errorf("%d events", n)
	}
}

func TestActs_ASecondPressDoesNothing(t *testing.T) {
	a := villageApp(t, 0)
	for _, act := range []data.Move{view.ActEvidence, view.ActSession, view.ActParty, view.ActUrge, data.MoveVoid} {
		all := askedActs()
		w := all[slices.IndexFunc(all, func(o asked) bool { return o.act == act })]
		t.Run(string(act), func(t *testing.T) {
			_, c := w.start(t, a)
			fillIn(t, a, w.typed)
			b := button(t, a, w.button)
			before := events(t, a, c.ID)
			a.window.Canvas().Focus(b)
			for range 3 { // as quick fingers do: what has the focus gets the key
				if f := a.window.Canvas().Focused(); f != nil {
					f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
				}
			}
			b.OnTapped()
			settle()
			if n := events(t, a, c.ID); n != before+1 {
				t.Errorf("%d events", n-before)
			}
			for a.window.Canvas().Overlays().Top() != nil {
				key(a, fyne.KeyEscape)
			}
		})
	}
}

func TestActs_EscKeepsWhatWasTyped(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "accepted")
	s := openCase(t, a, c.ID, 0)
	s.act(view.ActEvidence, "")
	key(a, fyne.KeyEscape)
	if a.window.Canvas().Overlays().Top() != nil {
		t.Fatal("an empty dialog asks before it goes")
	}
	s.act(view.ActEvidence, "")
	enter(t, a, "evidence.title", "照片")
	key(a, fyne.KeyEscape)
	press(t, a, "留下")
	if got := rowOf(t, a, "evidence.title").field.(*widget.Entry).Text; got != "照片" {
		t.Errorf("the field holds %q", got)
	}
	press(t, a, save)
	if got := stored(t, a, c.ID).Evidence; len(got) != 1 || got[0].Title != "照片" {
		t.Errorf("evidence %+v", got)
	}
}

func TestActs_OpenAgainShowsAndChanges(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "informed", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		other := d.Store.Committee().Mediators[1].ID
		c, err := d.SetInquiry(c, data.Inquiry{On: d.Today(), Person: "李四", Notes: "听见争吵。", Inquirers: []data.ElementID{other}})
		if err != nil {
			return nil, err
		}
		return d.SetEvidence(c, data.Evidence{Kind: "photo", Title: "屋檐"})
	})
	openCase(t, a, c.ID, 1)
	press(t, a, "打开") // the evidence, the last card
	if got := rowOf(t, a, "evidence.title").field.(*widget.Entry).Text; got != "屋檐" {
		t.Errorf("evidence opens with %q", got)
	}
	enter(t, a, "evidence.shelf", "一号柜")
	press(t, a, save)
	a.screen.(*caseScreen).act(view.ActInquiry, stored(t, a, c.ID).Inquiries[0].ID)
	enter(t, a, "inquiry.relation", "邻居")
	press(t, a, save)
	after := stored(t, a, c.ID)
	if len(after.Evidence) != 1 || after.Evidence[0].Shelf != "一号柜" || len(after.Inquiries) != 1 {
		t.Fatalf("evidence %+v, inquiries %+v", after.Evidence, after.Inquiries)
	}
	if q := after.Inquiries[0]; q.Relation != "邻居" || len(q.Inquirers) != 1 || q.Inquirers[0] != a.desk.Store.Committee().Mediators[1].ID {
		t.Errorf("the inquiry is now %+v", q)
	}
}

func TestActs_OralAgreementAsksFirst(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		in := d.NewAgreement(c)
		in.Form = data.Oral
		return d.SetAgreement(c, in)
	})
	s := openCase(t, a, c.ID, 2)
	key(a, fyne.KeyF8)
	shows(t, a, "一登记就生效")
	key(a, fyne.KeyEscape)
	if got := stored(t, a, c.ID).Status; got != data.Mediating {
		t.Errorf("Esc leaves the case %s", got)
	}
	s.act(data.MoveAgree, "")
	press(t, a, "达成协议")
	if got := stored(t, a, c.ID).Status; got != data.Performing {
		t.Errorf("the case is %s", got)
	}
}

func TestOptions_SameNames(t *testing.T) {
	a := villageApp(t, 0)
	c := &data.Case{Parties: []data.Party{
		{ID: "1", Name: "张伟", Role: data.Applicant}, {ID: "2", Name: "张伟", Role: data.Respondent},
		{ID: "3", Name: "张伟", Role: data.Respondent}, {ID: "4", Name: "李四", Role: data.Respondent},
	}}
	f := a.newForm()
	who := f.choice("mark.party*", "", a.partyOptions(c))
	s := f.fields["mark.party"].(*widget.Select)
	if want := []string{"张伟（申请人）", "张伟（被申请人）", "张伟（被申请人）（2）", "李四"}; !slices.Equal(s.Options, want) {
		t.Errorf("parties %q", s.Options)
	}
	for i, label := range s.Options {
		s.SetSelected(label)
		if who() != string(c.Parties[i].ID) {
			t.Errorf("%s picks party %s", label, who())
		}
	}
}

func TestActs_DialogsFitInHugeType(t *testing.T) {
	a := villageApp(t, 0)
	a.Theme = theme.New(fonts.UI(), nil)
	a.setScale(theme.ScaleHuge)
	closed := func() {
		for a.window.Canvas().Overlays().Top() != nil {
			key(a, fyne.KeyEscape)
		}
	}
	for _, w := range askedActs() {
		if w.opens == 0 && w.button != "" && w.typed != nil {
			w.start(t, a)
			closed()
		}
	}
	s := openCase(t, a, crowded(t, a).ID, 2)
	for _, act := range []data.Move{view.ActMark, view.ActInform, view.ActEscalate} {
		if s.view.Move(act).Allowed {
			s.act(act, "")
			dialogFits(t, a, string(act)+" of many parties")
			closed()
		}
	}
	key(a, fyne.KeyF9)
	dialogFits(t, a, "all steps")
}
