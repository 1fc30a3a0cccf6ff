package township

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"math"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"time"

	"woshou/data"
	"woshou/sync/line"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// Transport carries one request's bytes to the county and its answer's bytes back.
type Transport interface {
	Exchange(ctx context.Context, request []byte) (answer []byte, err error)
}

// Waits of the link to the county: after a row changed, so that more of them go together;
// between tries, doubling; and when nothing happens.
const (
	upGather   = 15 * time.Second
	upFirst    = 5 * time.Second
	upLongest  = 10 * time.Minute
	upExchange = 4096 // exchanges of one round
)

// Limits of one batch: the cases looked through, and the rows of one event, of which each
// takes some 25 bytes, so that one fits into a piece on a bad line.
const (
	upBatch = data.MaxFacts
	upRows  = 500
)

// What can be wrong on this side of the link to the county.
var (
	// ErrNoCounty says that the server has no county.
	ErrNoCounty = errors.New("no county")
	// ErrCountyStale says that an answer belongs to another request.
	ErrCountyStale = errors.New("the answer belongs to another request")
	// ErrCountyStuck says that the county neither takes nor gives what is left.
	ErrCountyStuck = errors.New("the county makes no progress")
	// ErrCountyTotals says that everything is sent and the totals differ.
	ErrCountyTotals = errors.New("the county's totals differ")
)

// uplink brings the rows of this server's villages to its county.
type uplink struct {
	s    *Server
	line Transport
	turn chan struct{} // held during a round
	wake chan struct{}
	// gather is how long a changed row waits for others.
	gather time.Duration
	// piece bounds the next push and pull, in bytes.
	piece int
	// sent are the rows that went up once more because they differed; a second time
	// would change nothing.
	sent map[data.RowMark]bool
}

func newUplink(s *Server, t Transport) *uplink {
	u := &uplink{s: s, line: t, turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), gather: upGather, piece: wire.Piece, sent: map[data.RowMark]bool{}}
	if t == nil {
		u.line = &line.HTTP{Where: func() (string, []byte) {
			link, _ := s.County(context.Background()) // none has no address
			return link.Address, link.Pin[:]
		}}
	}
	return u
}

// rouse makes the next round come soon; it never waits.
func (u *uplink) rouse() {
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// run makes rounds until ctx ends.
func (u *uplink) run(ctx context.Context) {
	for fails := 0; ctx.Err() == nil; {
		wait := upLongest
		switch err := u.round(ctx); {
		case errors.Is(err, ErrNoCounty), errors.Is(err, ErrCountyTotals), err == nil:
			fails = 0
		default:
			wait = min(upFirst<<min(fails, 10), upLongest)
			fails++
		}
		wait = wait/2 + time.Duration(mrand.Float64()*float64(wait))
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-u.wake:
			select {
			case <-ctx.Done():
			case <-time.After(min(wait, u.gather)):
			}
		}
	}
}

// County returns how this server stands with its county; data.ErrNotFound where it has none.
func (s *Server) County(ctx context.Context) (link ledger.Uplink, err error) {
	err = s.led.View(ctx, func(r ledger.Reader) (err error) { link, err = r.Uplink(); return err })
	if err == nil && link.Village == "" {
		err = fmt.Errorf("county: %w", data.ErrNotFound)
	}
	return link, err
}

// SendUp exchanges with the county until nothing waits, and compares the totals. The error
// is ErrNoCounty, another of this package's, of package line's or wire's reasons, or of ctx;
// what was exchanged before it stays exchanged.
func (s *Server) SendUp(ctx context.Context) error { return s.up.round(ctx) }

func (u *uplink) round(ctx context.Context) error {
	select {
	case u.turn <- struct{}{}:
		defer func() { <-u.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if _, err := u.s.County(ctx); errors.Is(err, data.ErrNotFound) {
		return ErrNoCounty
	}
	err := u.exchanges(ctx)
	if err == nil || ctx.Err() == nil {
		err = errors.Join(err, u.note(ctx, err))
	}
	return err
}

// exchanges goes on until nothing waits. Then the totals are compared, once: rows that
// differ go up again.
func (u *uplink) exchanges(ctx context.Context) error {
	compared, repairs := false, 0
	for range upExchange {
		done, err := u.exchange(ctx, nil)
		switch {
		case err != nil:
			return err
		case done.repaired:
			if repairs++; repairs > 4 {
				return wire.ErrFork
			}
		case !done.final:
		case done.same:
			return nil
		case compared:
			return ErrCountyTotals
		default:
			compared = true
			if err := u.compare(ctx); err != nil {
				return err
			}
		}
	}
	return ErrCountyStuck
}

// note keeps what the round came to, for the page.
func (u *uplink) note(ctx context.Context, problem error) error {
	return u.s.update(ctx, func(tx ledger.Tx) error {
		link, err := tx.Uplink()
		if err != nil {
			return err
		}
		link.LastTry, link.Problem = u.s.now(), countyCode(problem)
		if problem == nil || errors.Is(problem, ErrCountyTotals) {
			link.LastOK = link.LastTry
		}
		return tx.PutUplink(link)
	})
}

// countyCode returns the stable code of an error, empty for nil.
func countyCode(err error) string {
	if err == nil {
		return ""
	}
	for code, is := range map[string]error{
		"wrong_county": line.ErrWrongServer, "captive_portal": wire.ErrForeign, "stale_answer": ErrCountyStale,
		"no_progress": ErrCountyStuck, "totals_differ": ErrCountyTotals, "no_room": errNoRoom,
	} {
		if errors.Is(err, is) {
			return code
		}
	}
	if u, ok := errors.AsType[*line.Unreachable](err); ok {
		return "unreachable_" + u.Reason
	}
	return string(wire.CodeOf(err))
}

// EnrolUp makes this server a device of its county, with the address and the one-time code
// of a township that the county gives. All rows go up then. A try whose answer was lost may
// be repeated. The error is *data.Invalid for the address or a slip in the code, one of wire's
// reasons, or as from SendUp.
func (s *Server) EnrolUp(ctx context.Context, who, address, code string) error {
	base, err := line.BaseURL(address)
	if err != nil {
		return err
	}
	parsed, err := wire.ParseCode(code)
	if err != nil {
		return err
	}
	var pin data.Hash
	client := line.NewClient(parsed.Pin[:], nil, func(whole data.Hash) { pin = whole })
	defer client.CloseIdleConnections()
	err = s.enrolUp(ctx, who, parsed.Secret, func(request []byte) (string, data.Hash, []byte, error) {
		answer, err := line.Post(ctx, client, base+wire.PathEnrol, request)
		return base, pin, answer, err
	})
	if err == nil {
		s.up.rouse()
	}
	return err
}

// enrolUp asks by way of send, which returns the county's address and pin with the answer.
func (s *Server) enrolUp(ctx context.Context, who string, secret wire.Secret, send func([]byte) (string, data.Hash, []byte, error)) error {
	link, err := s.countyKey(ctx)
	if err != nil {
		return err
	}
	request, err := wire.SignEnrol(ed25519.NewKeyFromSeed(link.Key), &wire.EnrolRequest{
		Proto: wire.Proto, Secret: secret, Device: link.Device, Epoch: link.Epoch, Committee: s.name, Unit: true,
	})
	if err != nil {
		return err
	}
	address, pin, answer, err := send(request)
	if err != nil {
		return err
	}
	resp, err := wire.DecodeEnrolResponse(answer)
	if err == nil {
		err = resp.Reason.Err()
	}
	if err != nil {
		return fmt.Errorf("enrol at the county: %w", err)
	}
	return s.update(ctx, func(tx ledger.Tx) error {
		next := ledger.Uplink{
			Address: address, Pin: pin, Key: link.Key, Device: link.Device, Village: ledger.VillageID(resp.Village), Epoch: data.NewEpoch(),
		}
		return errors.Join(tx.PutUplink(next), markAll(tx),
			tx.AddAct(ledger.Act{At: s.now(), Who: who, What: actUplink, Object: strings.TrimPrefix(address, "https://")}))
	})
}

// countyKey returns the link with this server's own key for counties, made and kept at the
// first try, so that the next try is the same device to the county.
func (s *Server) countyKey(ctx context.Context) (link ledger.Uplink, err error) {
	err = s.update(ctx, func(tx ledger.Tx) (err error) {
		link, err = tx.Uplink()
		if !errors.Is(err, data.ErrNotFound) {
			return err
		}
		link = ledger.Uplink{Key: make([]byte, ed25519.SeedSize), Device: data.NewDeviceID(), Epoch: data.NewEpoch()}
		// crypto/rand.Read never fails on the systems Go supports; it ends the program instead.
		_, _ = rand.Read(link.Key)
		return tx.PutUplink(link)
	})
	return link, err
}

// markAll notes every case with a row as one that the county is yet to learn.
func markAll(tx ledger.Tx) error {
	villages, err := tx.Villages()
	if err != nil {
		return err
	}
	for _, v := range villages {
		cases, err := tx.Cases(v.ID)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if err := tx.MarkDirty(c.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// batch appends what is dirty to the own chain, an event for each village's rows. It
// waits until all that the chain has is acknowledged, and the rows stay
// dirty until then.
func (s *Server) batch(tx ledger.Tx, link *ledger.Uplink) error {
	if link.Head > link.Acked {
		return nil
	}
	ids, err := tx.Dirty(upBatch)
	if err != nil {
		return err
	}
	byVillage := map[ledger.VillageID][]ledger.Case{}
	for _, id := range ids {
		c, err := tx.Case(id)
		switch {
		case errors.Is(err, data.ErrNotFound), err == nil && len(c.Row) == 0:
			err = tx.ClearDirty(id) // no row, nothing to learn
		case err == nil:
			byVillage[c.Village] = append(byVillage[c.Village], c)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(byVillage)) {
		cases := byVillage[id]
		slices.SortFunc(cases, func(a, b ledger.Case) int { return compareCases(&a, &b) })
		for part := range slices.Chunk(cases, upRows) {
			if err := s.appendRows(tx, link, id, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// appendRows puts one event with rows of a village at the end of the own chain.
func (s *Server) appendRows(tx ledger.Tx, link *ledger.Uplink, id ledger.VillageID, cases []ledger.Case) error {
	v, err := tx.Village(id)
	if err != nil {
		return err
	}
	place := data.FactPlace{Area: v.Area, Name: v.Name}
	if place.Life, err = lifeOf(tx, v); err != nil {
		return err
	}
	var rows [][]byte
	for _, c := range cases {
		rows, place.GSN = append(rows, c.Row), append(place.GSN, c.GSN)
	}
	e := data.Event{
		Version: data.EventVersion, UID: data.NewUID(), Device: link.Device, Epoch: link.Epoch, Seq: link.Head + 1, Prev: link.HeadHash,
		At: s.now().Unix(), Kind: data.KindRows, Facts: data.EncodeFacts(rows), Place: place.Encode(),
	}
	raw := e.Encode()
	link.Head, link.HeadHash = e.Seq, data.Chain(link.HeadHash, raw)
	return tx.AppendOwn(link.Epoch, e.Seq, raw)
}

// lifeOf names the life of the stream by which a village's rows are numbered: its own or,
// for a township's village, the township's.
func lifeOf(r ledger.Reader, v ledger.Village) (life data.Epoch, err error) {
	if v.Of != "" {
		if v, err = r.Village(v.Of); err != nil {
			return life, err
		}
	}
	server, err := r.Epoch()
	return v.Life(server), err
}

// clearDirty takes cases off the dirty ones whose rows the county has now: those of own events
// up to seq, unless they have changed since.
func clearDirty(tx ledger.Tx, link *ledger.Uplink, seq uint64) error {
	events, err := tx.OwnEvents(link.Epoch, link.Acked, math.MaxInt32)
	if err != nil {
		return err
	}
	for _, raw := range events {
		e, err := data.DecodeEvent(raw)
		if err != nil || e.Seq > seq {
			return err
		}
		if b, ok := readBulk(&e); ok {
			err = b.clearDirty(tx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// clearDirty takes off those whose rows are still the ones that went up.
func (b *bulk) clearDirty(tx ledger.Tx) error {
	for i, id := range b.cases {
		c, err := tx.Case(id)
		if err != nil && !errors.Is(err, data.ErrNotFound) {
			return err
		}
		if c.GSN != b.GSN[i] || !bytes.Equal(c.Row, b.rows[i]) {
			continue
		}
		if err := tx.ClearDirty(id); err != nil {
			return err
		}
	}
	return nil
}
