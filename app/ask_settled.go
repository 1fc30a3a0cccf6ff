package app

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// askPrint shows what is going to be printed; printing it there freezes it.
func askPrint(s *caseScreen, _ data.ElementID) {
	if a := s.seen.Current(); a != nil {
		s.app.showPapers(s.seen, []forms.Ref{{Code: forms.Agreement, Element: a.ID}})
	}
}

// askAgree asks first where agreeing cannot be taken back: an oral agreement is in
// force from then on.
func askAgree(s *caseScreen, element data.ElementID) {
	agree := simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.Agree(s.seen) })
	if a := s.seen.Current(); a == nil || a.Form != data.Oral {
		agree(s, element)
		return
	}
	widget.Confirm(s.app.window.Canvas(), widget.Question{
		Title: s.title(data.MoveAgree), Text: s.app.T("agree.oral"), Yes: s.title(data.MoveAgree),
	}, func(yes bool) {
		if yes {
			agree(s, element)
		}
	})
}

func askUnsign(s *caseScreen, _ data.ElementID) {
	if a := s.seen.Current(); a != nil && a.Unprinted() { // nobody has the paper, so nobody asks why
		simple(func(s *caseScreen) (*data.Case, error) { return s.app.desk.BackToTable(s.seen, view.BackForm{}) })(s, "")
		return
	}
	f := s.app.newForm()
	reason := f.area("unsign.reason*", "", 2)
	s.take(data.MoveUnsign, f, func() (*data.Case, error) {
		return s.app.desk.BackToTable(s.seen, view.BackForm{Reason: reason()})
	})
}

func askMark(s *caseScreen, party data.ElementID) {
	f, in := s.app.newForm(), s.app.desk.NewMark(s.seen, party)
	who := f.choice("mark.party*", string(party), s.signerOptions())
	kind := f.choice("mark.kind*", string(in.Kind), options(s.app, "mark", view.MarkKinds))
	on := f.day("mark.on*", in.On)
	by := f.text("mark.by", in.By)
	as := f.choice("mark.as", string(in.As), options(s.app, "markas", view.MarkCapacities))
	s.take(view.ActMark, f, func() (*data.Case, error) {
		return s.app.desk.Mark(s.seen, view.MarkForm{
			Party: data.ElementID(who()), Kind: data.MarkKind(kind()), On: on(), By: by(), As: data.MarkAs(as()),
		})
	})
}

// askPaper shows what is on the paper, and from which day it binds, before that is so.
func askPaper(s *caseScreen, _ data.ElementID) {
	v := s.app.desk.EffectView(s.seen)
	body := container.NewVBox(line(s.app.T("effect.ask")))
	for _, mark := range v.Marks {
		body.Add(line("　· " + mark))
	}
	body.Add(heading(s.app.T("effect.on", v.On)))
	if v.Until != "" {
		body.Add(line(s.app.T("effect.until", v.Until)))
	}
	yes := func() bool {
		_, err := s.app.desk.PaperSeen(s.seen)
		return s.app.done(err)
	}
	widget.NewDialog(s.app.window.Canvas(), s.title(view.ActPaper), s.app.held(body),
		widget.Choice{Text: s.app.T("effect.yes"), Action: yes}, widget.Choice{Text: s.app.T("form.cancel")})
}

// held shows content in a dialog as high as it needs and the window allows.
func (a *App) held(content fyne.CanvasObject) fyne.CanvasObject {
	scroll := scrolling(content)
	scroll.SetMinSize(fyne.NewSize(720, min(content.MinSize().Height+dialogRoom, a.window.Canvas().Size().Height*0.62)))
	return scroll
}

// unmark takes back a mark that was recorded by mistake.
func (s *caseScreen) unmark(c view.Check) {
	s.sure(view.ActUnmark, c.Label, func() error {
		_, err := s.app.desk.Unmark(s.seen, view.UnmarkForm{Act: c.Act, Party: c.Party})
		return err
	})
}

// sure asks once more before something is taken back.
func (s *caseScreen) sure(act data.Move, what string, do func() error) {
	title := s.app.T("move." + string(act))
	widget.Confirm(s.app.window.Canvas(), widget.Question{Title: title, Text: what, Yes: title}, func(yes bool) {
		if yes {
			s.app.done(do())
		}
	})
}

// signerOptions lists the parties whose mark is still missing.
func (s *caseScreen) signerOptions() []widget.Option {
	a := s.seen.Current()
	missing := among(a.Missing(s.seen))
	return slices.DeleteFunc(s.app.partyOptions(&data.Case{Parties: a.Signers(s.seen)}),
		func(o widget.Option) bool { return !missing(o.Key) })
}

// itemOptions lists the performance items that are still open.
func (s *caseScreen) itemOptions() []widget.Option {
	var out []widget.Option
	for _, i := range s.openItems() {
		out = append(out, widget.Option{Key: string(i.ID), Label: joined(i.Cells)})
	}
	return out
}

// openItems are the items of all agreements that are still to be done.
func (s *caseScreen) openItems() []view.ItemRow {
	var out []view.ItemRow
	for _, v := range s.view.Agreements {
		for _, i := range v.Items {
			if i.Open {
				out = append(out, i)
			}
		}
	}
	return out
}

// soleOr returns the key given, or that of the only option there is.
func soleOr(key data.ElementID, options []widget.Option) string {
	if key == "" && len(options) == 1 {
		return options[0].Key
	}
	return string(key)
}

// askPerform asks of money how much was paid, how and by whom, and of anything else
// who found it done.
func askPerform(s *caseScreen, id data.ElementID) {
	f, items := s.app.newForm(), s.itemOptions()
	in := s.app.desk.NewPerform(s.seen, data.ElementID(soleOr(id, items)))
	var money, acts []string
	for _, i := range s.openItems() {
		if i.Money {
			money = append(money, string(i.ID))
		} else {
			acts = append(acts, string(i.ID))
		}
	}
	item := f.choice("perform.item*", string(in.Item), items)
	on := f.day("perform.on*", in.On)
	amount := f.money("perform.amount*", in.Amount)
	method := f.choice("perform.method", string(in.Method), options(s.app, "method", view.Methods))
	by := f.text("perform.by", in.By)
	accepted := f.text("perform.accepted_by", in.AcceptedBy)
	receipt := f.text("perform.receipt", in.Receipt)
	witness := f.text("perform.witness", in.Witness)
	f.when("perform.item", money, "perform.amount", "perform.method", "perform.by", "perform.witness")
	f.when("perform.item", acts, "perform.accepted_by")
	s.refillPerform(f)
	s.take(view.ActPerform, f, func() (*data.Case, error) {
		return s.app.desk.Perform(s.seen, view.PerformForm{
			Item: data.ElementID(item()), On: on(), Amount: amount(), Method: data.Method(method()),
			By: by(), AcceptedBy: accepted(), Receipt: receipt(), Witness: witness(),
		})
	})
}

// refillPerform proposes what is left and who owes it when another item is picked.
func (s *caseScreen) refillPerform(f *form) {
	pick := f.fields["perform.item"].(*widget.Select)
	before := pick.OnChanged
	pick.OnChanged = func(label string) {
		in := s.app.desk.NewPerform(s.seen, data.ElementID(pick.Key()))
		f.fields["perform.amount"].(*widget.MoneyEntry).SetValue(in.Amount)
		f.fields["perform.by"].(*widget.Entry).SetText(in.By)
		f.fields["perform.accepted_by"].(*widget.Entry).SetText(in.AcceptedBy)
		f.fields["perform.method"].(*widget.Select).SetKey(string(in.Method))
		before(label)
	}
}

// unperform takes back a payment, or that an act was done.
func (s *caseScreen) unperform(item data.ElementID, p view.PaymentRow) {
	s.sure(view.ActUnperform, p.Text, func() error {
		_, err := s.app.desk.Unperform(s.seen, view.UnperformForm{Item: item, Payment: p.ID})
		return err
	})
}

func askUrge(s *caseScreen, id data.ElementID) {
	f := s.app.newForm()
	items := s.itemOptions()
	item := f.choice("urge.item*", soleOr(id, items), items)
	on := f.day("urge.on*", s.app.today())
	by := f.text("urge.by*", s.author())
	means := f.choice("urge.means", string(data.UrgePhone), options(s.app, "urge", view.UrgeMeans))
	text := f.area("urge.text*", "", 2)
	s.take(view.ActUrge, f, func() (*data.Case, error) {
		return s.app.desk.Urge(s.seen, view.UrgeForm{Item: data.ElementID(item()), On: on(), By: by(), Means: data.UrgeMeans(means()), Text: text()})
	})
}

// author is the name of the mediator at the desk.
func (s *caseScreen) author() string {
	if m := s.app.desk.Store.Committee().Mediator(s.app.desk.Store.Author()); m != nil {
		return m.Name
	}
	return ""
}

func askFollowUp(s *caseScreen, id data.ElementID) {
	v := s.app.desk.NewFollowUp(s.seen)
	if i := slices.IndexFunc(s.seen.FollowUps, func(f data.FollowUp) bool { return f.ID == id }); i >= 0 {
		v = s.seen.FollowUps[i]
	}
	f := s.app.newForm()
	on := f.day("followup.on*", v.On)
	by := f.text("followup.by*", v.By)
	visit := f.tick("followup.visit", v.Visit)
	performed := f.choice("followup.performed*", string(v.Performed), options(s.app, "performed", view.PerformanceNotes))
	stars := f.choice("followup.satisfaction", strconv.Itoa(v.Satisfaction), satisfactions(s.app))
	risk := f.tick("followup.new_risk", v.NewRisk)
	lawsuit := f.text("followup.lawsuit", v.Lawsuit)
	text := f.area("followup.text", v.Text, 3)
	save := func() error {
		v.On, v.By, v.Visit, v.Performed = on(), by(), visit(), data.PerformanceNote(performed())
		v.NewRisk, v.Text, v.Lawsuit = risk(), text(), lawsuit()
		v.Satisfaction, _ = strconv.Atoi(stars()) // nothing picked is 0: not asked
		_, err := s.app.desk.SetFollowUp(s.seen, v)
		return err
	}
	var d *widget.Dialog
	d = f.dialog(s.title(view.ActFollowUp), widget.Choice{Text: s.app.T("form.save"), Action: func() bool {
		if f.save(save) {
			d.Close() // first, so that the question below stands alone
			s.offerEscalate(v.NewRisk)
		}
		return false
	}})
}

// offerEscalate asks, after a visit that found new signs of danger, whether to record
// them (People's Mediation Law art. 25).
func (s *caseScreen) offerEscalate(danger bool) {
	if !danger || !s.view.Move(view.ActEscalate).Allowed {
		return
	}
	widget.Confirm(s.app.window.Canvas(), widget.Question{
		Title: s.title(view.ActEscalate), Text: s.app.T("followup.escalate"), Yes: s.title(view.ActEscalate), No: s.app.T("form.later"),
	}, func(yes bool) {
		if yes {
			s.act(view.ActEscalate, "")
		}
	})
}

func satisfactions(a *App) []widget.Option {
	var out []widget.Option
	for n := 5; n >= 1; n-- {
		out = append(out, widget.Option{Key: strconv.Itoa(n), Label: view.Stars(a.Words, n)})
	}
	return out
}
