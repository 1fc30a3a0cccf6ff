package view

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"

	"woshou/assets"
	"woshou/data"
)

// Village is a committee of the samples with its cases, by their first day.
type Village struct {
	Committee *data.Committee
	Samples   []Sample
}

// Sample is one case of the samples: what is done on which day.
type Sample struct {
	Name    string       `json:"name"`
	Village string       `json:"village"`
	Title   string       `json:"title"`
	Steps   []SampleStep `json:"steps"`
}

// SampleStep is one act of the desk. With is the form that the act's screen would
// hand over; parties and mediators are named in it by their names, performance
// items by their number.
type SampleStep struct {
	Do   string          `json:"do"`
	On   data.Day        `json:"on"`
	With json.RawMessage `json:"with"`
}

// villagesFile lists the committees; every other file is one case.
const villagesFile = "samples/villages.json"

// Villages returns the sample committees with their cases.
func Villages() ([]Village, error) {
	var committees []*data.Committee
	if err := readSample(villagesFile, &committees); err != nil {
		return nil, err
	}
	names, err := fs.Glob(assets.Samples, "samples/*.json")
	if err != nil {
		return nil, fmt.Errorf("sample cases: %w", err)
	}
	out := make([]Village, len(committees))
	for i, c := range committees {
		out[i].Committee = c
	}
	for _, name := range names {
		if name == villagesFile {
			continue
		}
		var s Sample
		if err := readSample(name, &s); err != nil {
			return nil, err
		}
		at := slices.IndexFunc(out, func(v Village) bool { return v.Committee.Village == s.Village })
		if at < 0 || len(s.Steps) == 0 {
			return nil, fmt.Errorf("sample %s: no village or no steps", path.Base(name))
		}
		out[at].Samples = append(out[at].Samples, s)
	}
	for _, v := range out {
		slices.SortStableFunc(v.Samples, func(a, b Sample) int { return cmp.Compare(a.Steps[0].On, b.Steps[0].On) })
	}
	return out, nil
}

func readSample(name string, into any) error {
	raw, err := assets.Samples.ReadFile(name)
	if err == nil {
		err = strict(raw, into)
	}
	if err != nil {
		return fmt.Errorf("sample %s: %w", path.Base(name), err)
	}
	return nil
}

// strict reads JSON in which every name must be known.
func strict(raw []byte, into any) error {
	r := json.NewDecoder(bytes.NewReader(raw))
	r.DisallowUnknownFields()
	return r.Decode(into)
}

// Play takes a sample case through its life by the same actions that the screens
// use, each on its own day. It returns the case as it then is.
func Play(d *Desk, s Sample) (*data.Case, error) {
	var c *data.Case
	for i := range s.Steps {
		var err error
		if c, err = playStep(d, c, s, i); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// playStep takes one step of a sample on its day.
func playStep(d *Desk, c *data.Case, s Sample, i int) (*data.Case, error) {
	step := s.Steps[i]
	do := plays[step.Do]
	switch {
	case do == nil:
		return nil, fmt.Errorf("sample %s, step %d: unknown step %q", s.Name, i+1, step.Do)
	case c == nil && step.Do != "intake":
		return nil, fmt.Errorf("sample %s, step %d: %s before intake", s.Name, i+1, step.Do)
	}
	next, err := do(&player{d.at(step.On), c}, step)
	if err != nil {
		return nil, fmt.Errorf("sample %s, step %d, %s: %w", s.Name, i+1, step.Do, err)
	}
	return next, nil
}

// player is a desk on one day with the case that is played.
type player struct {
	d *Desk
	c *data.Case
}

type play func(p *player, s SampleStep) (*data.Case, error)

// form1 makes a step of an action with a form: it is read, its open day is set to
// the step's, and names become IDs.
func form1[F any](prepare func(p *player, on data.Day, f *F), do func(*Desk, *data.Case, F) (*data.Case, error)) play {
	return func(p *player, s SampleStep) (*data.Case, error) {
		var f F
		if len(s.With) > 0 {
			if err := strict(s.With, &f); err != nil {
				return nil, err
			}
		}
		if prepare != nil {
			prepare(p, s.On, &f)
		}
		return do(p.d, p.c, f)
	}
}

// form0 makes a step of an action without a form.
func form0(do func(*Desk, *data.Case) (*data.Case, error)) play {
	return func(p *player, s SampleStep) (*data.Case, error) {
		if len(s.With) > 0 {
			return nil, errors.New("this step takes no form")
		}
		return do(p.d, p.c)
	}
}

// printing makes a step of an action that also returns a paper.
func printing(do func(*Desk, *data.Case) (*data.Case, *Job, error)) play {
	return form0(func(d *Desk, c *data.Case) (*data.Case, error) {
		c, _, err := do(d, c)
		return c, err
	})
}

func onDay(_ *player, on data.Day, f *DayForm) { day(&f.On, on) }

// day sets a day that was left open.
func day(d *data.Day, on data.Day) {
	if *d == 0 {
		*d = on
	}
}

// plays holds the steps by their names, which are those of the acts.
var plays = map[string]play{
	"intake": func(p *player, s SampleStep) (*data.Case, error) {
		intake := form1(func(p *player, on data.Day, f *IntakeForm) {
			day(&f.ReceivedOn, on)
			f.OralBy = p.id(f.OralBy)
			if f.OralBy != "" {
				day(&f.ReadBackOn, on)
			}
		},
			func(d *Desk, _ *data.Case, f IntakeForm) (*data.Case, error) { return d.Intake(f) })
		return intake(p, s)
	},
	"party": form1(nil, (*Desk).SetParty),
	"accept": form1(func(p *player, on data.Day, f *AcceptForm) {
		day(&f.On, on)
		p.ids(f.Mediators, f.Consent)
	}, (*Desk).Accept),
	"refuse": form1(func(_ *player, on data.Day, f *RefuseForm) { day(&f.On, on) }, (*Desk).Refuse),
	"inform": form1(func(p *player, on data.Day, f *InformForm) {
		day(&f.On, on)
		p.ids(f.Parties)
		f.By = p.id(f.By)
	}, (*Desk).Inform),
	"inquiry": form1(func(p *player, on data.Day, f *data.Inquiry) {
		day(&f.On, on)
		p.ids(f.Inquirers)
	}, (*Desk).SetInquiry),
	"evidence": form1(func(p *player, _ data.Day, f *data.Evidence) { f.Provider = p.id(f.Provider) }, (*Desk).SetEvidence),
	"session": form1(func(p *player, on data.Day, f *data.Session) {
		day(&f.On, on)
		p.ids(f.Present, f.Mediators)
	}, (*Desk).SetSession),
	"escalate":       form1(func(_ *player, on data.Day, f *data.Escalation) { day(&f.On, on) }, (*Desk).Escalate),
	"draft":          form1((*player).agreement, (*Desk).SetAgreement),
	"agree":          form0((*Desk).Agree),
	"print":          printing((*Desk).PrintAgreement),
	"register":       printing((*Desk).PrintAcceptance),
	"unsign":         form1(nil, (*Desk).BackToTable),
	"mark":           form1(func(p *player, on data.Day, f *MarkForm) { day(&f.On, on); f.Party = p.id(f.Party) }, (*Desk).Mark),
	"mediator_mark":  form1(onDay, (*Desk).MediatorMark),
	"seal":           form1(onDay, (*Desk).Seal),
	"paper_seen":     form0((*Desk).PaperSeen),
	"perform":        form1(func(p *player, on data.Day, f *PerformForm) { day(&f.On, on); f.Item = p.item(f.Item) }, (*Desk).Perform),
	"urge":           form1(func(p *player, on data.Day, f *UrgeForm) { day(&f.On, on); f.Item = p.item(f.Item) }, (*Desk).Urge),
	"follow_up":      form1(func(_ *player, on data.Day, f *data.FollowUp) { day(&f.On, on) }, (*Desk).SetFollowUp),
	"confirm":        form1(func(p *player, on data.Day, f *ConfirmForm) { day(&f.AppliedOn, on); p.ids(f.Parties, f.ByAgent) }, (*Desk).Confirm),
	"advise":         form1(func(p *player, on data.Day, f *data.Advice) { day(&f.On, on); p.ids(f.To) }, (*Desk).Advise),
	"court_action":   form1(func(_ *player, on data.Day, f *data.CourtAction) { day(&f.On, on) }, (*Desk).CourtAction),
	"remediate":      form1(func(_ *player, on data.Day, f *RemediateForm) { day(&f.On, on) }, (*Desk).Remediate),
	"keep":           form1(nil, (*Desk).Keep),
	"void_agreement": form1(func(_ *player, on data.Day, f *VoidAgreementForm) { day(&f.On, on) }, (*Desk).VoidAgreement),
	"ruling":         form1(func(_ *player, on data.Day, f *RulingForm) { day(&f.On, on) }, (*Desk).Ruling),
	"terminate":      form1(func(_ *player, on data.Day, f *TerminateForm) { day(&f.On, on) }, (*Desk).Terminate),
	"hand_up":        form1((*player).handUp, (*Desk).HandUp),
	"reply":          form1(func(_ *player, on data.Day, f *ReplyForm) { day(&f.On, on) }, (*Desk).Reply),
	"feedback":       form1(func(_ *player, on data.Day, f *FeedbackForm) { day(&f.On, on) }, (*Desk).Feedback),
	"hand_up_result": form1(func(_ *player, on data.Day, f *FeedbackForm) { day(&f.On, on) }, (*Desk).HandUpResult),
	"extend":         form1(func(p *player, on data.Day, f *ExtendForm) { f.Consents = ConsentsOn(p.c, on) }, (*Desk).Extend),
	"suspend":        form1(func(_ *player, on data.Day, f *SuspendForm) { day(&f.From, on) }, (*Desk).Suspend),
	"resume":         form1(onDay, (*Desk).Resume),
	"recuse": form1(func(p *player, on data.Day, f *RecuseForm) {
		day(&f.On, on)
		f.Mediator, f.Replacement = p.id(f.Mediator), p.id(f.Replacement)
	}, (*Desk).Recuse),
	"hand_up_answer": form1(func(_ *player, on data.Day, f *AnswerForm) { day(&f.On, on) }, (*Desk).AnswerHandUp),
	"close":          form1(onDay, (*Desk).Close),
	"archive":        form1(func(_ *player, on data.Day, f *ArchiveForm) { day(&f.On, on) }, (*Desk).Archive),
}

// handUp takes what the desk proposes for what a step leaves open; all parties agree
// on its day.
func (p *player) handUp(on data.Day, f *HandUpForm) {
	proposed := p.d.NewHandUp(p.c)
	day(&f.SentOn, on)
	if f.Consents == nil {
		f.Consents = ConsentsOn(p.c, on)
	}
	for text, own := range map[*string]string{&f.History: proposed.History, &f.Copies: proposed.Copies, &f.Contact: proposed.Contact} {
		if *text == "" {
			*text = own
		}
	}
}

// agreement names the parties of the clauses by their IDs and gives each clause,
// with its instalments, an ID of its own.
func (p *player) agreement(on data.Day, f *AgreementForm) {
	day(&f.On, on)
	for i := range f.Clauses {
		cl, id := &f.Clauses[i], data.NewElementID()
		p.ids(cl.From, cl.To)
		for j := range f.Items {
			item := &f.Items[j]
			if item.ID == "" && item.Clause == cl.ID {
				item.ID, item.Clause = data.NewElementID(), id
				item.From, item.To = p.id(item.From), p.id(item.To)
			}
		}
		cl.ID = id
	}
}

// id returns the ID of the party or mediator of this name, else the name itself,
// which the action then refuses.
func (p *player) id(name data.ElementID) data.ElementID {
	if p.c != nil {
		for i := range p.c.Parties {
			if p.c.Parties[i].Name == string(name) {
				return p.c.Parties[i].ID
			}
		}
	}
	for _, m := range p.d.Store.Committee().Mediators {
		if m.Name == string(name) {
			return m.ID
		}
	}
	return name
}

// ids replaces names by IDs in place.
func (p *player) ids(lists ...[]data.ElementID) {
	for _, list := range lists {
		for i := range list {
			list[i] = p.id(list[i])
		}
	}
}

// item returns the ID of the current agreement's n-th performance item.
func (p *player) item(n data.ElementID) data.ElementID {
	a := p.c.Current()
	if i, err := strconv.Atoi(string(n)); err == nil && a != nil && i >= 1 && i <= len(a.Items) {
		return a.Items[i-1].ID
	}
	return n
}
