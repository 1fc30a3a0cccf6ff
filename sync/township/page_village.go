package township

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// villageFoot is what the page of one village says beside its figures.
type villageFoot struct {
	Area, Heard, State, Class string
	Computers                 int
	Back, Check               string
	// By is the township that sends a village's rows to its county, AsOf when it was last
	// heard of.
	By, AsOf string
}

// village shows the totals of one village.
func (p *pages) village(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	q = query{period: q.period, figure: q.figure, village: q.village}
	e, rows, err := p.s.oneVillage(v.r.Context(), ledger.VillageID(q.village))
	var stand standing
	if err == nil {
		stand, err = p.s.standing(v.r.Context(), e.ID)
	}
	switch {
	case errors.Is(err, data.ErrNotFound):
		p.noVillage(v)
		return
	case err != nil:
		p.broken(v, err)
		return
	case e.Town: // its figures are its villages'
		http.Redirect(v.w, v.r, query{period: q.period, figure: q.figure, town: q.village}.address("/"), http.StatusSeeOther)
		return
	}
	sum := data.TotalsOf(rows, q.period, q.figure)
	var before *data.Totals
	if period, ok := yearBefore(q.period); ok {
		last := data.TotalsOf(rows, period, q.figure)
		before = &last
	}
	body := p.totalsBody(q, "/village", &sum, before)
	body.Title = e.Name
	body.Exports = []choice{{Name: "统计表（xlsx）", URL: q.address("/statistics.xlsx")}}
	stand = stand.at(e.Heard, p.s.now())
	all := q
	all.village, all.town = "", string(e.Of)
	body.Village = &villageFoot{
		Area: e.Area, Heard: moment(e.Heard), State: stand.words, Class: stand.class, Computers: stand.computers, Back: all.address("/"),
	}
	if err := p.s.sentBy(v.r.Context(), body.Village, e.Of); err != nil {
		p.broken(v, err)
		return
	}
	if (office | counties).has(v.account) {
		body.Village.Check = q.address("/check/village")
	}
	p.show(v, http.StatusOK, "totals", page{Title: e.Name, Body: body})
}

// sentBy says of a township's village who sends its rows.
func (s *Server) sentBy(ctx context.Context, foot *villageFoot, town ledger.VillageID) error {
	return s.ask(ctx, func(b *board) error {
		if p := b.places[town]; p != nil {
			foot.By, foot.AsOf = p.Name, moment(p.Heard)
		}
		return nil
	})
}

// noVillage answers a question about a village that is not here.
func (p *pages) noVillage(v visit) {
	p.message(v, http.StatusNotFound, "没有这个村（社区）。")
}

// standing is how a village stands with the township: how many of its computers are in
// use, and what they said last.
type standing struct {
	computers       int
	waiting, behind int
	// kind is the state in words without numbers, words with them.
	kind, words, class string
}

// standing returns that of a village.
func (s *Server) standing(ctx context.Context, v ledger.VillageID) (one standing, err error) {
	err = s.ask(ctx, func(b *board) error {
		if p := b.places[v]; p != nil {
			one = p.standing
		}
		return nil
	})
	return one, err
}

// silent reports whether who was last heard of at a time has kept silent since. A time far
// ahead is left from when the server's clock was wrong: it tells of nobody who is there now.
func silent(heard, now time.Time) bool { return now.Sub(heard).Abs() > silentAfter }

// at says in words how a village stands that was last heard of at a time.
func (s standing) at(heard, now time.Time) standing {
	switch {
	case s.computers == 0:
		s.kind, s.class = "没有在用的电脑", "off"
	case heard.IsZero():
		s.kind, s.class = "从未连接", "wait"
	case silent(heard, now):
		s.kind, s.class = "超过7天未联系", "wait"
		if heard.Before(now) {
			s.words = fmt.Sprintf("%d天未联系", int(now.Sub(heard)/(24*time.Hour)))
		}
	case s.waiting > 0:
		s.kind, s.class = "还有未送出的记录", "wait"
		s.words = fmt.Sprintf("%d条未送出", s.waiting)
	default:
		s.kind, s.class = "正常", "good"
	}
	s.words = cmp.Or(s.words, s.kind)
	return s
}
