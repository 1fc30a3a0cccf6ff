package township

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"filippo.io/age"

	"woshou/data"
	"woshou/data/letter"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// What became of a hand-up: empty while it waits for an answer.
const (
	handUpAccepted ledger.HandUpState = "accepted"
	handUpReturned ledger.HandUpState = "returned"
	handUpSettled  ledger.HandUpState = "settled"
)

// What is written to the audit trail about cases handed up.
const (
	actHandUpRead     = "hand_up_read"
	actHandUpAccepted = "hand_up_accepted"
	actHandUpReturned = "hand_up_returned"
	actHandUpSettled  = "hand_up_settled"
)

// maxAnswer bounds each text of an answer, in characters.
const maxAnswer = 2000

// errHandUpGone says that the case is not the township's: it was answered, or the village
// took it back.
var errHandUpGone = errors.New("case is not the township's")

// owned reports whether a hand-up makes the township its case's owner: the fence of the
// case is the hand-up's own, and it was not given back.
func owned(h *ledger.HandUp, c *ledger.Case) bool {
	return h.Fence == c.Fence && (h.State == "" || h.State == handUpAccepted)
}

// handUp keeps what an event opens for the township. An event that raises the fence makes
// the township the owner; one of the same fence is a second letter about a case that is
// the township's already, from another computer of the village.
func (t *turn) handUp(e *data.Event, was ledger.Case) error {
	if len(e.Opened) == 0 {
		return nil
	}
	if e.Fence == was.Fence {
		if others, err := letters(t.tx, was); err != nil || len(others) == 0 {
			return err
		}
	}
	return t.tx.PutHandUp(ledger.HandUp{
		Village: t.village.ID, Case: e.Subject, ID: e.UID, Fence: e.Fence, GSN: t.village.GSN,
		Received: t.s.now(), Sealed: bytes.Clone(e.Opened),
	})
}

// letters returns the hand-ups that make the township a case's owner.
func letters(r ledger.Reader, c ledger.Case) (out []ledger.HandUp, err error) {
	if c.Fence == 0 {
		return nil, nil
	}
	entries, err := r.EntriesOf(c.Village, c.ID)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		e, err := data.DecodeEvent(entry.Event)
		if err != nil || len(e.Opened) == 0 || e.Fence != c.Fence {
			continue
		}
		h, err := r.HandUp(c.Village, e.UID)
		if errors.Is(err, data.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		seen := slices.ContainsFunc(out, func(o ledger.HandUp) bool { return o.ID == h.ID })
		if owned(&h, &c) && !seen {
			out = append(out, h)
		}
	}
	return out, nil
}

// Answer is what the township answers to a hand-up.
type Answer struct {
	State ledger.HandUpState
	// By is who answers, as the village's papers show it.
	By string
	// Text is the reason of a return, or what was done; Missing is what the village is
	// asked to add.
	Text, Missing string
	// Result, On and Amount are how the township ended the case.
	Result data.Outcome
	On     data.Day
	Amount data.Fen
}

// check returns *data.Invalid for what an answer lacks.
func (a *Answer) check(today data.Day) error {
	a.By, a.Text, a.Missing = strings.TrimSpace(a.By), strings.TrimSpace(a.Text), strings.TrimSpace(a.Missing)
	for _, text := range []string{a.By, a.Text, a.Missing} {
		if utf8.RuneCountInString(text) > maxAnswer || !utf8.ValidString(text) {
			return &data.Invalid{Field: "answer", Code: "answer.long"}
		}
	}
	switch {
	case a.State != handUpAccepted && a.State != handUpReturned && a.State != handUpSettled:
		return &data.Invalid{Field: "answer", Code: "answer.state"}
	case a.By == "":
		return &data.Invalid{Field: "answer", Code: "answer.by"}
	case a.State == handUpReturned && a.Text == "":
		return &data.Invalid{Field: "answer", Code: "answer.reason"}
	case a.State == handUpSettled:
		return a.checkResult(today)
	}
	return nil
}

func (a *Answer) checkResult(today data.Day) error {
	switch {
	case !data.Outcomes.Has(string(a.Result)):
		return &data.Invalid{Field: "answer", Code: "answer.result"}
	case a.On == 0 || a.On > today:
		return &data.Invalid{Field: "answer", Code: "answer.on"}
	case a.Amount != 0:
		return data.CheckAmount(a.Amount)
	}
	return nil
}

// apply writes the answer into the hand-up as it stands in the case.
func (a *Answer) apply(h *data.HandUp, today data.Day) {
	h.ReceivedBy = a.By
	switch a.State {
	case handUpAccepted:
		h.AcceptedOn, h.Result, h.Missing = today, a.Text, a.Missing
	case handUpReturned:
		h.AcceptedOn, h.ReturnedOn, h.Result, h.Missing = 0, today, a.Text, a.Missing
	case handUpSettled:
		if h.AcceptedOn == 0 {
			h.AcceptedOn = today
		}
		h.Settled = data.Feedback{On: a.On, Result: a.Result, Text: a.Text, Amount: a.Amount}
	}
}

// answered reads what was answered so far. It is kept sealed to the township itself: an
// answer speaks of people.
func (k sealKey) answered(h *ledger.HandUp) (out data.HandUp) {
	sealed, err := base64.StdEncoding.DecodeString(h.Reason)
	if err != nil || len(sealed) == 0 {
		return out
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), k.identity)
	if err == nil {
		err = json.NewDecoder(io.LimitReader(r, letter.MaxBytes)).Decode(&out)
	}
	if err != nil {
		return data.HandUp{} // sealed to a key that is lost
	}
	return out
}

func (k sealKey) keepAnswer(answer data.HandUp) (string, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, k.identity.Recipient())
	if err == nil {
		err = json.NewEncoder(w).Encode(answer)
	}
	if err == nil {
		err = w.Close()
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), err
}

// AnswerHandUp answers a case that was handed up: it is accepted, returned, or was settled
// here. The answer is an event of the township's own chain in the village's stream, sealed
// to the village; the village owns the case again after a return and a settlement. The
// error is *data.Invalid for what the answer lacks, errHandUpGone for a case that is not
// the township's, and data.ErrNotFound for an unknown hand-up.
func (s *Server) AnswerHandUp(ctx context.Context, who string, v ledger.VillageID, id data.UID, a Answer) error {
	today := data.DayOf(s.now().In(beijing))
	if err := a.check(today); err != nil {
		return err
	}
	err := s.update(ctx, func(tx ledger.Tx) error {
		h, err := tx.HandUp(v, id)
		if err != nil {
			return err
		}
		c, err := tx.Case(h.Case)
		if err != nil {
			return err
		}
		if !owned(&h, &c) || a.State == handUpAccepted && h.State != "" {
			return errHandUpGone
		}
		all, err := letters(tx, c)
		if err != nil {
			return err
		}
		if err := s.writeAnswer(tx, c, all, a); err != nil {
			return err
		}
		return tx.AddAct(ledger.Act{At: s.now(), Who: who, What: "hand_up_" + string(a.State), Object: h.Case.String()})
	})
	if err != nil {
		return fmt.Errorf("answer a hand-up: %w", err)
	}
	return nil
}

// writeAnswer writes the event and what is known of each letter.
func (s *Server) writeAnswer(tx ledger.Tx, c ledger.Case, all []ledger.HandUp, a Answer) error {
	before, after := &data.Case{ID: c.ID}, &data.Case{ID: c.ID}
	to := ""
	for i := range all {
		o, err := data.DecodeOpened(all[i].Sealed)
		if err != nil {
			return err
		}
		was := s.seal.answered(&all[i])
		was.ID = o.HandUp
		now := was
		a.apply(&now, data.DayOf(s.now().In(beijing)))
		before.HandUps, after.HandUps = append(before.HandUps, was), append(after.HandUps, now)
		if all[i].Reason, err = s.seal.keepAnswer(now); err != nil {
			return err
		}
		all[i].State, all[i].By, all[i].Answered = a.State, a.By, s.now()
		if err := tx.PutHandUp(all[i]); err != nil {
			return err
		}
		to = o.AnswerTo
	}
	body, err := letter.SealAnswer(to, data.Body{Changes: data.Diff(before, after)})
	if err != nil {
		return err
	}
	e := data.Event{Kind: "hand_up_" + string(a.State), Subject: c.ID, Fence: c.Fence, Body: body}
	if a.State != handUpAccepted {
		e.Fence++ // the village's again
	}
	return s.write(tx, c.Village, e)
}

// write appends an event of the township's own to a village's stream, by the same rules as
// any other.
func (s *Server) write(tx ledger.Tx, id ledger.VillageID, e data.Event) error {
	epoch, err := tx.Epoch()
	if err != nil {
		return err
	}
	t := &turn{s: s, tx: tx, req: &wire.Request{}}
	if t.village, err = tx.Village(id); err != nil {
		return err
	}
	t.chain = s.seal.chain(t.village.Life(epoch), id)
	if t.head, err = tx.Head(t.chain); err != nil {
		return err
	}
	e.Version, e.UID, e.At = data.EventVersion, data.NewUID(), s.now().Unix()
	e.Device, e.Epoch, e.Seq, e.Prev = t.chain.Device, t.chain.Epoch, t.head.Seq+1, t.head.Hash
	raw := e.Encode()
	fits, err := t.take(pushed{raw: raw, event: e, seq: e.Seq, prev: e.Prev})
	if err == nil && !fits {
		err = data.ErrDamaged // its own chain does not follow itself
	}
	if err != nil {
		return err
	}
	return tx.PutVillage(t.village)
}

// ReadHandUp opens a case that was handed up, and records who did.
func (s *Server) ReadHandUp(ctx context.Context, who string, v ledger.VillageID, id data.UID) (l *letter.Letter, h ledger.HandUp, answer data.HandUp, err error) {
	err = s.update(ctx, func(tx ledger.Tx) error {
		if h, err = tx.HandUp(v, id); err != nil {
			return err
		}
		return tx.AddAct(ledger.Act{At: s.now(), Who: who, What: actHandUpRead, Object: h.Case.String()})
	})
	if err != nil {
		return nil, h, answer, fmt.Errorf("open a case handed up: %w", err)
	}
	l, err = s.openLetter(&h)
	return l, h, s.seal.answered(&h), err
}

// openLetter opens the letter of a hand-up; the error is as letter.Open's.
func (s *Server) openLetter(h *ledger.HandUp) (*letter.Letter, error) {
	o, err := data.DecodeOpened(h.Sealed)
	if err != nil {
		return nil, err
	}
	return letter.Open(o, h.Case, s.seal.identity)
}
