package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// Fact is the readable row of a case: all that leaves the village unsealed. It
// holds no name, no address and no word that a person typed.
type Fact struct {
	Case    CaseID
	Status  Status
	Type    DisputeType
	Source  Source
	Organ   Organ
	Outcome Outcome
	Ground  Ground
	// The days the case was received, accepted, concluded, took effect, was closed, archived.
	Received, Accepted, Concluded, Effective, Closed, Archived Day
	// Amount is the money the agreement moves, in fen.
	Amount Fen
	// People the dispute concerns, and Sessions held.
	People, Sessions int
	Difficult        bool
	// WithUnit says that an organisation is a party (公民与法人及社会组织之间).
	WithUnit     bool
	Performance  Performance
	Confirmation ConfirmationResult
	// Applied is the day judicial confirmation was applied for.
	Applied    Day
	FollowedUp bool
	// Prevented counts, in the order of PreventedKinds.
	Prevented [4]PreventedCount
	// Sued, Overturned and Ordered are what came back from courts: a suit, a judgment
	// that changed, revoked or voided the agreement, a payment order applied for.
	Sued, Overturned, Ordered bool
}

// PreventedCount is a pair of the statistics table: cases (件) and people (人).
type PreventedCount struct{ Cases, People int }

// PreventedKinds is the order of the four columns.
var PreventedKinds = [4]Prevented{PreventedSuicide, PreventedCrime, PreventedPetition, PreventedFight}

// Performance is how far an agreement in force is performed.
type Performance string

// The stages of performance; empty without an agreement in force.
const (
	InPerformance Performance = "performing"
	InDefault     Performance = "defaulted"
	FullyDone     Performance = "performed"
)

// Outcome is how a case ended; empty while it is open.
type Outcome string

// The outcomes of a case.
const (
	OutcomeWritten   Outcome = "S1"
	OutcomeOral      Outcome = "S2"
	OutcomeWithdrawn Outcome = "S3"
	OutcomeFailed    Outcome = "F"
	OutcomeHandedUp  Outcome = "X"
	OutcomeRefused   Outcome = "R"
)

// Outcomes lists the outcomes with their names.
var Outcomes = List{
	{Code: string(OutcomeWritten), Name: "达成书面协议"}, {Code: string(OutcomeOral), Name: "达成口头协议"},
	{Code: string(OutcomeWithdrawn), Name: "和解撤回"}, {Code: string(OutcomeFailed), Name: "调解不成"},
	{Code: string(OutcomeHandedUp), Name: "移送"}, {Code: string(OutcomeRefused), Name: "不予受理"},
}

// FactOf returns the fact row of a case. A draft has none, nor has a case that another
// committee counts: ok is false.
func FactOf(c *Case) (f Fact, ok bool) {
	if c.Status == Draft || c.Status == "" || c.Import.Guest {
		return Fact{}, false
	}
	f = Fact{
		Case: c.ID, Status: c.Status, Type: c.Type.Main(), Source: c.Source, Organ: c.Organ.Main(),
		Received: c.ReceivedOn, Accepted: c.AcceptedOn, Concluded: c.ConcludedOn,
		Closed: c.ClosedOn, Archived: c.ArchivedOn,
		People: c.People(), Sessions: len(c.Sessions), Difficult: c.Difficult,
		WithUnit:   slices.ContainsFunc(c.Parties, func(p Party) bool { return p.Kind == Company || p.Kind == Organisation }),
		FollowedUp: len(c.FollowUps) > 0,
	}
	f.end(c)
	f.agreed(c)
	f.imported(c)
	f.courts(c)
	for _, e := range c.Escalations {
		if i := slices.Index(PreventedKinds[:], e.Prevented); i >= 0 {
			f.Prevented[i].Cases++
			f.Prevented[i].People += e.People
		}
	}
	f.bound()
	return f, true
}

// bound keeps what a record should not hold from making a row that nobody reads:
// a code that is no code, which may be a typed word, is left out; a number out of
// range becomes the nearest that can be sent.
func (f *Fact) bound() {
	clean(&f.Status)
	clean(&f.Type)
	clean(&f.Source)
	clean(&f.Organ)
	clean(&f.Outcome)
	clean(&f.Ground)
	clean(&f.Performance)
	clean(&f.Confirmation)
	f.Amount = min(max(f.Amount, 0), maxFactAmount)
	f.People = boundCount(f.People)
	f.Sessions = boundCount(f.Sessions)
	for i, p := range f.Prevented {
		f.Prevented[i] = PreventedCount{boundCount(p.Cases), boundCount(p.People)}
	}
}

// The largest numbers of a row.
const (
	maxFactAmount = 1000 * MaxAmount
	maxFactCount  = 1_000_000_000
	maxFactDay    = 1 << 22 // beyond the year 11000
	maxFactCode   = 16      // letters of a code
)

func boundCount(n int) int { return min(max(n, 0), maxFactCount) }

// isCode reports whether a text is a code of a closed list, of this or a newer
// program, and not something that a person typed.
func isCode(s string) bool {
	return len(s) <= maxFactCode && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

func clean[T ~string](code *T) {
	if !isCode(string(*code)) {
		*code = ""
	}
}

// end sets how the case ended.
func (f *Fact) end(c *Case) {
	a := c.concludedBy()
	switch {
	case c.ConcludedOn == 0:
	case a != nil && a.Form == Oral:
		f.Outcome = OutcomeOral
	case a != nil:
		f.Outcome = OutcomeWritten
	case c.RefusedForGood():
		f.Outcome, f.Ground = OutcomeRefused, c.Refusal.Ground
	case c.Termination.On == c.ConcludedOn:
		f.Outcome, f.Ground = OutcomeFailed, c.Termination.Ground
	case c.Withdrawal.On == c.ConcludedOn:
		f.Outcome = OutcomeWithdrawn
	default:
		f.Outcome = OutcomeHandedUp
	}
}

// agreed sets what follows from an agreement in force.
func (f *Fact) agreed(c *Case) {
	a := c.LatestInForce()
	if a == nil {
		return
	}
	f.Effective, f.Amount = a.EffectiveOn, c.Moved()
	until := c.ClosedOn // what was late when the case was closed stays in default
	switch {
	case len(c.Undone()) == 0:
		f.Performance = FullyDone
	case c.Status == Defaulted || until != 0 && len(c.Overdue(until)) > 0:
		f.Performance = InDefault
	default:
		f.Performance = InPerformance
	}
	for _, cf := range c.Confirmations {
		f.Applied, f.Confirmation = cf.AppliedOn, cf.Result
	}
}

// courts sets what came back from courts.
func (f *Fact) courts(c *Case) {
	for _, x := range c.CourtActions {
		switch x.Kind {
		case Sued:
			f.Sued = true
		case JudgmentChanged, JudgmentRevoked, JudgmentInvalid:
			f.Overturned = true
		case PaymentOrder:
			f.Ordered = true
		}
	}
}

// The fields of an encoded fact row. A number is never reused.
const (
	tagFactCase = iota + 1
	tagFactStatus
	tagFactType
	tagFactSource
	tagFactOrgan
	tagFactOutcome
	tagFactGround
	tagFactReceived
	tagFactAccepted
	tagFactConcluded
	tagFactEffective
	tagFactClosed
	tagFactArchived
	tagFactAmount
	tagFactPeople
	tagFactSessions
	tagFactFlags
	tagFactPerformance
	tagFactConfirmation
	tagFactApplied
	tagFactPrevented // four pairs, two numbers each
)

// Encode returns the row's bytes; equal rows have equal bytes.
func (f *Fact) Encode() []byte {
	var w tagWriter
	w.bytes(tagFactCase, f.Case[:])
	w.bytes(tagFactStatus, []byte(f.Status))
	w.bytes(tagFactType, []byte(f.Type))
	w.bytes(tagFactSource, []byte(f.Source))
	w.bytes(tagFactOrgan, []byte(f.Organ))
	w.bytes(tagFactOutcome, []byte(f.Outcome))
	w.bytes(tagFactGround, []byte(f.Ground))
	for i, day := range []Day{f.Received, f.Accepted, f.Concluded, f.Effective, f.Closed, f.Archived} {
		w.uint(tagFactReceived+uint64(i), uint64(day))
	}
	w.uint(tagFactAmount, uint64(f.Amount))
	w.uint(tagFactPeople, uint64(f.People))
	w.uint(tagFactSessions, uint64(f.Sessions))
	w.uint(tagFactFlags, f.flags())
	w.bytes(tagFactPerformance, []byte(f.Performance))
	w.bytes(tagFactConfirmation, []byte(f.Confirmation))
	w.uint(tagFactApplied, uint64(f.Applied))
	for i, p := range f.Prevented {
		w.uint(tagFactPrevented+uint64(2*i), uint64(p.Cases))
		w.uint(tagFactPrevented+uint64(2*i)+1, uint64(p.People))
	}
	return w.out
}

// flagged lists what the flags say, in the order of their bits. A bit is never reused.
func (f *Fact) flagged() []*bool {
	return []*bool{&f.Difficult, &f.WithUnit, &f.FollowedUp, &f.Sued, &f.Overturned, &f.Ordered}
}

func (f *Fact) flags() uint64 {
	var flags uint64
	for i, on := range f.flagged() {
		if *on {
			flags |= 1 << i
		}
	}
	return flags
}

// MaxFact bounds a row in bytes: it leaves ten times the room that a row takes to the fields
// of later programs, and many can still go to a county together.
const MaxFact = 1 << 10

// DecodeFact reads a row; fields it does not know are skipped. It returns an
// error wrapping ErrDamaged for bytes that are no row.
func DecodeFact(b []byte) (Fact, error) {
	var f Fact
	err := readTags(b, func(tag uint64, v []byte) error { return f.field(tag, v) })
	if err == nil && (f.Case == CommitteeID || len(b) > MaxFact) {
		err = ErrDamaged
	}
	if err != nil {
		return Fact{}, fmt.Errorf("fact row: %w", err)
	}
	return f, nil
}

func (f *Fact) field(tag uint64, v []byte) error {
	switch tag {
	case tagFactCase:
		return exactly(f.Case[:], v)
	case tagFactStatus:
		return setCode(&f.Status, v)
	case tagFactType:
		return setCode(&f.Type, v)
	case tagFactSource:
		return setCode(&f.Source, v)
	case tagFactOrgan:
		return setCode(&f.Organ, v)
	case tagFactOutcome:
		return setCode(&f.Outcome, v)
	case tagFactGround:
		return setCode(&f.Ground, v)
	case tagFactPerformance:
		return setCode(&f.Performance, v)
	case tagFactConfirmation:
		return setCode(&f.Confirmation, v)
	}
	return f.number(tag, v)
}

func setCode[T ~string](code *T, v []byte) error {
	if known, ok := factCodes[string(v)]; ok {
		*code = T(known)
		return nil
	}
	if !isCode(string(v)) {
		return ErrDamaged
	}
	*code = T(v)
	return nil
}

// factCodes are the codes that rows hold, so that a township's many rows share them.
var factCodes = func() map[string]string {
	all := map[string]string{}
	for _, code := range []string{string(InPerformance), string(InDefault), string(FullyDone), string(Confirmed)} {
		all[code] = code
	}
	for _, s := range Statuses {
		all[string(s)] = string(s)
	}
	for _, l := range []List{DisputeTypes, Sources, Organs, Outcomes, RefusalGrounds, TerminationGrounds} {
		for _, row := range l {
			all[row.Code] = row.Code
		}
	}
	return all
}()

func (f *Fact) number(tag uint64, v []byte) error {
	if tag > tagFactPrevented+7 {
		return nil // a newer program's field
	}
	x, err := readUint(v)
	if err != nil {
		return err
	}
	days := []*Day{&f.Received, &f.Accepted, &f.Concluded, &f.Effective, &f.Closed, &f.Archived}
	switch {
	case tag >= tagFactReceived && tag <= tagFactArchived:
		return setNumber(days[tag-tagFactReceived], x, maxFactDay)
	case tag == tagFactApplied:
		return setNumber(&f.Applied, x, maxFactDay)
	case tag == tagFactAmount:
		return setNumber(&f.Amount, x, uint64(maxFactAmount))
	case tag == tagFactPeople:
		return setNumber(&f.People, x, maxFactCount)
	case tag == tagFactSessions:
		return setNumber(&f.Sessions, x, maxFactCount)
	case tag == tagFactFlags:
		for i, on := range f.flagged() {
			*on = x&(1<<i) != 0
		}
		return nil
	}
	p := &f.Prevented[(tag-tagFactPrevented)/2]
	if (tag-tagFactPrevented)%2 == 0 {
		return setNumber(&p.Cases, x, maxFactCount)
	}
	return setNumber(&p.People, x, maxFactCount)
}

func setNumber[T ~int | ~int32 | ~int64](n *T, x, limit uint64) error {
	if x > limit {
		return ErrDamaged
	}
	*n = T(x)
	return nil
}

// Check returns the totals check that village, township and county compare: one digest of
// the number of rows (8 bytes, highest first) and their sum. It is not zero, even without
// rows.
func (s FactSum) Check(rows int) Hash {
	return sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, uint64(rows)), s[:]...))
}

// TotalsCheck returns the check over rows.
func TotalsCheck(rows [][]byte) Hash { return SumOf(rows).Check(len(rows)) }

// FactsDigest returns one digest of many encoded rows, whatever their order:
// SHA-256 over the rows sorted by their bytes, each after its length. A backup's
// book has it.
func FactsDigest(rows [][]byte) Hash {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, bytes.Compare)
	h := sha256.New()
	for _, r := range sorted {
		h.Write([]byte{byte(len(r) >> 24), byte(len(r) >> 16), byte(len(r) >> 8), byte(len(r))})
		h.Write(r)
	}
	return Hash(h.Sum(nil))
}
