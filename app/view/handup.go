package view

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"woshou/data"
)

// HandUpForm passes the case to another body with the parties' consent.
type HandUpForm struct {
	To     string `json:"to"`
	Reason string `json:"reason"`
	// History is what was done so far; Copies the papers that go along, one a line, each
	// with its pages: 人民调解记录 3页. Contact is whom the receiver can ask.
	History string `json:"history"`
	Copies  string `json:"copies"`
	Contact string `json:"contact"`
	// Consents are the days on which the parties agreed; Duty is the rule that the case
	// goes by where they did not.
	Consents []data.Consent `json:"consents"`
	Duty     string         `json:"duty"`
	SentOn   data.Day       `json:"sent_on"`
	// Days is within how many days the answer is asked for; 0 leaves it open.
	Days int `json:"days"`
	// Online says that the case goes to the township over the line; Parts are then the
	// parts of the record that it may read, codes of LetterParts.
	Online bool     `json:"online"`
	Parts  []string `json:"parts"`
	// Files are the attachments that go along over the line.
	Files []data.ElementID `json:"files"`
}

// NewHandUp returns the form filled from the record: what was done, which papers
// there are.
func (d *Desk) NewHandUp(c *data.Case) HandUpForm {
	committee := d.Store.Committee()
	in := HandUpForm{History: d.history(c), Copies: d.copies(c), SentOn: d.Today(), Contact: committee.Phone, Parts: usualParts}
	in.Files = d.usualFiles(c, in.Parts)
	if m := committee.Mediator(d.Store.Author()); m != nil {
		in.Contact = strings.TrimSpace(m.Name + " " + committee.Phone)
	}
	return in
}

// history tells in a few lines what was done about a case.
func (d *Desk) history(c *data.Case) string {
	w := d.Words
	lines := []string{w.T("history.received", c.ReceivedOn.Chinese())}
	if c.AcceptedOn != 0 {
		lines = append(lines, w.T("history.accepted", c.AcceptedOn.Chinese()))
	}
	for i, s := range c.Sessions {
		lines = append(lines, strings.TrimRight(w.T("history.session", i+1, s.On.Chinese(), s.Result), "：: "))
	}
	return strings.Join(lines, "\n")
}

// copies lists the papers of a case, for the list that goes along with it.
func (d *Desk) copies(c *data.Case) string {
	var lines []string
	add := func(part data.DossierPart, times, pages int) {
		if times > 0 {
			lines = append(lines, d.Words.T("copies.line", d.Words.T("dossier."+string(part)), pages))
		}
	}
	add(data.PartRegister, 1, 1)
	add(data.PartInquiry, len(c.Inquiries), len(c.Inquiries))
	for _, e := range c.Evidence {
		lines = append(lines, d.Words.T("copies.line", e.Title, max(1, e.Pages)))
	}
	add(data.PartRecord, len(c.Sessions), len(c.Sessions))
	return strings.Join(lines, "\n")
}

// pageWords are what may stand after the number of pages.
const pageWords = "页張张pP."

// parseCopies reads a list of papers, one a line, each ending in its pages.
func parseCopies(text string) ([]data.HandUpCopy, error) {
	var out []data.HandUpCopy
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		bare := strings.TrimSpace(strings.TrimRight(line, pageWords))
		title := strings.TrimRight(bare, "0123456789")
		pages, err := strconv.Atoi(bare[len(title):])
		title = strings.TrimRight(title, " \t　，,、：:")
		if err != nil || pages < 1 || pages > 9999 || title == "" || utf8.RuneCountInString(title) > 100 {
			return nil, invalid("handup.copies", "copies.form")
		}
		out = append(out, data.HandUpCopy{ID: data.NewElementID(), Title: title, Pages: pages})
	}
	if len(out) == 0 {
		return nil, invalid("handup.copies", "text.empty")
	}
	return out, nil
}

// maxAnswerDays bounds the days that a letter leaves for its answer.
const maxAnswerDays = 180

// HandUp hands the case up (移送), on paper or over the line; the receiver must accept or
// return it.
func (d *Desk) HandUp(seen *data.Case, in HandUpForm) (*data.Case, error) {
	h, err := d.handUp(seen, in)
	switch {
	case err != nil:
		return nil, err
	case in.Online:
		return d.handUpOnline(seen, *h)
	}
	return d.change(seen, data.MoveHandUp, up(*h))
}

// up puts a hand-up on record and takes the move.
func up(h data.HandUp) func(*data.Case) error {
	return func(c *data.Case) error {
		c.HandUps = append(c.HandUps, h)
		return data.Do(c, data.MoveHandUp, h.SentOn)
	}
}

// handUp checks the form and returns what is to be recorded.
func (d *Desk) handUp(seen *data.Case, in HandUpForm) (*data.HandUp, error) {
	h := data.HandUp{
		ID: data.NewElementID(), To: strings.TrimSpace(in.To), Reason: strings.TrimSpace(in.Reason), History: strings.TrimSpace(in.History),
		Contact: strings.TrimSpace(in.Contact), Duty: strings.TrimSpace(in.Duty), SentOn: in.SentOn, Days: in.Days,
	}
	err := first(filled("handup.to", h.To), filled("handup.reason", h.Reason), filled("handup.history", h.History))
	if err == nil {
		h.Copies, err = parseCopies(in.Copies)
	}
	if err == nil {
		err = filled("handup.contact", h.Contact)
	}
	if err == nil && h.Duty == "" {
		h.Consents, h.ConsentOn, err = d.consents(seen, "handup.consents", in.Consents, seen.ReceivedOn)
	}
	if err == nil {
		err = d.happened("handup.sent_on", h.SentOn, max(h.ConsentOn, seen.Earliest(data.MoveHandUp)))
	}
	if err == nil && (h.Days < 0 || h.Days > maxAnswerDays) {
		err = invalid("handup.days", "days.range")
	}
	if err == nil && in.Online {
		err = d.online(seen, &h, in)
	}
	if err != nil {
		return nil, err
	}
	for _, paper := range h.Copies {
		h.Pages += paper.Pages
	}
	return &h, nil
}

// consents checks that every party of a case agreed, each on a day, and returns the
// latest of the days.
func (d *Desk) consents(c *data.Case, field string, given []data.Consent, since data.Day) ([]data.Consent, data.Day, error) {
	var out []data.Consent
	var last data.Day
	for _, p := range c.Parties {
		var on data.Day
		for _, g := range given {
			if g.Party == p.ID {
				on = g.On
			}
		}
		if on == 0 {
			return nil, 0, invalid(field, "consent.each")
		}
		if err := d.happened(field, on, since); err != nil {
			return nil, 0, err
		}
		out, last = append(out, data.Consent{ID: data.NewElementID(), Party: p.ID, On: on}), max(last, on)
	}
	return out, last, nil
}

// ConsentsOn returns the consents of all parties on one day.
func ConsentsOn(c *data.Case, on data.Day) []data.Consent {
	var out []data.Consent
	for _, p := range c.Parties {
		out = append(out, data.Consent{Party: p.ID, On: on})
	}
	return out
}

// AnswerForm is the receiver's answer to a hand-up.
type AnswerForm struct {
	On data.Day `json:"on"`
	// By is who at the receiver's answered.
	By string `json:"by"`
	// Returned says the case came back, otherwise it was accepted; Missing is what the
	// receiver wants before it comes again.
	Returned bool   `json:"returned"`
	Result   string `json:"result"`
	Missing  string `json:"missing"`
}

// AnswerHandUp records the receiver's answer; a case that is returned goes on in
// mediation here.
func (d *Desk) AnswerHandUp(seen *data.Case, in AnswerForm) (*data.Case, error) {
	in.Result = strings.TrimSpace(in.Result)
	return d.act(seen, ActAnswer, func(c *data.Case) error {
		h := waiting(c)
		if err := d.happened("answer.on", in.On, h.SentOn); err != nil {
			return err
		}
		h.Result, h.ReceivedBy = in.Result, data.NormalizeName(in.By)
		if !in.Returned {
			h.AcceptedOn = in.On
			return nil
		}
		if err := filled("answer.result", in.Result); err != nil {
			return err
		}
		h.ReturnedOn, h.Missing = in.On, strings.TrimSpace(in.Missing)
		return data.Do(c, data.MoveReturn, in.On)
	})
}

// HandUpResult records how the receiver of a hand-up ended the case, whenever that
// comes to be known.
func (d *Desk) HandUpResult(seen *data.Case, in FeedbackForm) (*data.Case, error) {
	if err := oneOf("hand_up_result.result", data.Outcomes, string(in.Result)); err != nil {
		return nil, err
	}
	return d.act(seen, ActHandUpResult, func(c *data.Case) error {
		h := c.Unsettled()
		if err := d.happened("hand_up_result.on", in.On, h.AcceptedOn); err != nil {
			return err
		}
		h.Settled = data.Feedback{On: in.On, Result: in.Result, Text: strings.TrimSpace(in.Text)}
		return nil
	})
}
