package township

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"woshou/data"
	"woshou/sync/line"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// A township enrols at its county and sends its rows over TLS; another county's code is
// found out before anything is said.
func TestUplink_OverTLS(t *testing.T) {
	county, _ := newServer(t)
	other, _ := newServer(t)
	town, _ := newServer(t)
	address, err := county.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := other.NewUnitCode("清溪镇", "339921101")
	if err != nil {
		t.Fatal(err)
	}
	if err := town.EnrolUp(t.Context(), adminName, address, wrong); !errors.Is(err, line.ErrWrongServer) {
		t.Errorf("another county's code: %v", err)
	}
	if _, err := town.County(t.Context()); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("after it: %v", err)
	}
	diff(t, "a slip", invalidCode(town.EnrolUp(t.Context(), adminName, address, "0000")), "code.length")
	diff(t, "an address", invalidCode(town.EnrolUp(t.Context(), adminName, "http://x", wrong)), "address.form")
	code, err := county.NewUnitCode("清溪镇", "339921101")
	if err == nil {
		err = town.EnrolUp(t.Context(), adminName, address, code)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := enrolled(t, town, dongli, dongliArea)
	f := agreedFact()
	c.save(about(f))
	c.sync()
	if err := town.SendUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	digest, n, err := county.Digest()
	if err != nil || n != 1 || digest != data.TotalsCheck([][]byte{f.Encode()}) {
		t.Errorf("the county has %d rows, %v", n, err)
	}
	link, err := town.County(t.Context())
	if err != nil || link.Problem != "" || link.LastOK.IsZero() || link.Pin != county.Pin() {
		t.Errorf("%+v, %v", link, err)
	}
	if err := county.revoke(t.Context(), adminName, link.Device); err != nil {
		t.Fatal(err)
	}
	c.save(about(agreedFact()))
	c.sync()
	if err := town.SendUp(t.Context()); !errors.Is(err, wire.ErrRevoked) {
		t.Errorf("a revoked township: %v", err)
	}
	link, _ = town.County(t.Context())
	diff(t, "the problem", link.Problem, string(wire.CodeRevoked))
}

// told is a line that says when something went over it.
type told struct {
	to   *Server
	went chan struct{}
}

func (l told) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	out, err := l.to.Exchange(ctx, request)
	select {
	case l.went <- struct{}{}:
	case <-ctx.Done():
	}
	return out, err
}

// A running server sends by itself what changed, and stops with the server.
func TestUplink_SendsByItself(t *testing.T) {
	county, clock := newServer(t)
	l := told{county, make(chan struct{})}
	town, err := New(Config{Dir: t.TempDir(), Name: "清溪镇", Now: clock.now, County: l})
	if err != nil {
		t.Fatal(err)
	}
	town.up.gather = 0
	code, err := county.NewUnitCode("清溪镇", "339921101")
	if err == nil {
		err = enrolUp(town, county, code)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := enrolled(t, town, dongli, dongliArea)
	if _, err := town.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	<-l.went // the first round begins with the server
	f := agreedFact()
	c.save(about(f))
	c.sync()
	for n := 0; n == 0; { // ends only when the row came
		<-l.went
		if _, n, err = county.Digest(); err != nil {
			t.Fatal(err)
		}
	}
	if err := town.Close(); err != nil {
		t.Error(err)
	}
}

// What an answer means for the chain.
func TestJudge_ComparesWithTheOwnChain(t *testing.T) {
	link := &ledger.Uplink{Epoch: data.Epoch{1}, Head: 5, Acked: 3, Server: data.Epoch{2}, GSN: 3, Digest: data.Hash{3}}
	echo := wire.Echo{9}
	good := func() upInput {
		return upInput{echo: echo, ackHash: data.Hash{4}, digest: data.Hash{5}, sound: true, resp: &wire.Response{
			Echo: echo, AckEpoch: link.Epoch, Ack: 5, AckHash: data.Hash{4}, Server: link.Server, NextGSN: 5, Stream: data.Hash{5},
		}}
	}
	for _, x := range []struct {
		name   string
		change func(*upInput)
		want   upStep
	}{
		{"all is well", func(*upInput) {}, upStep{take: true}},
		{"of another request", func(in *upInput) { in.resp.Echo = wire.Echo{8} }, upStep{err: ErrCountyStale}},
		{"a fork", func(in *upInput) { in.resp.Reason = wire.CodeFork }, upStep{anew: true}},
		{"this server was set back", func(in *upInput) { in.resp.Reason = wire.CodeRewound }, upStep{anew: true}},
		{"beyond the own head", func(in *upInput) { in.resp.Ack = 6 }, upStep{anew: true}},
		{"another hash", func(in *upInput) { in.resp.AckHash = data.Hash{7} }, upStep{anew: true}},
		{"the county was set back", func(in *upInput) { in.resp.Ack, in.resp.Reason = 1, wire.CodeGap }, upStep{take: true}},
		{"another chain", func(in *upInput) { in.resp.AckEpoch = data.Epoch{7} }, upStep{err: data.ErrDamaged}},
		{"no server epoch", func(in *upInput) { in.resp.Server = data.Epoch{} }, upStep{err: data.ErrDamaged}},
		{"another stream", func(in *upInput) { in.digest = data.Hash{7} }, upStep{err: data.ErrDamaged}},
		{"entries out of order", func(in *upInput) { in.sound = false }, upStep{err: data.ErrDamaged}},
		{"revoked", func(in *upInput) { in.resp.Reason = wire.CodeRevoked }, upStep{err: wire.ErrRevoked}},
	} {
		in := good()
		x.change(&in)
		if got := judge(link, in); got != x.want {
			t.Errorf("%s: %+v, want %+v", x.name, got, x.want)
		}
	}
}

func TestCountyNames_CoverEveryProblem(t *testing.T) {
	errs := []error{ErrCountyStale, ErrCountyStuck, ErrCountyTotals, line.ErrWrongServer, wire.ErrForeign, wire.ErrRevoked, wire.ErrUnknownDevice,
		wire.ErrBusy, data.ErrNewer, data.ErrDamaged, wire.ErrUnknownCode, wire.ErrExpired, wire.ErrUsed, wire.ErrTries, wire.ErrTooLarge,
		wire.ErrFork, wire.ErrSignature}
	for _, reason := range []string{"dns", "connect", "tls", "proxy", "timeout", "cut", "http"} {
		errs = append(errs, &line.Unreachable{Reason: reason})
	}
	for _, err := range errs {
		if said := ExplainCounty(fmt.Errorf("wrapped: %w", err)); said == "" || said == countyCode(err) {
			t.Errorf("%v (%s) has no words", err, countyCode(err))
		}
	}
	if ExplainCounty(nil) != "" || !strings.Contains(ExplainCounty(&data.Invalid{Code: "code.group3"}), "第3组") {
		t.Error("no error, or a slip in a group")
	}
}

// The county's pages show its townships, a township's villages, and which cases differ.
func TestCountyPages(t *testing.T) {
	w := newLevels(t, 5)
	for v := range w.all {
		w.work(v)
	}
	f := agreedFact()
	w.all[0].save(about(f))
	w.all[0].sync()
	w.settle()
	w.all[2].save(about(f))
	w.all[2].sync()
	_ = w.towns[1].SendUp(t.Context())
	c := admitted(t, w.county)
	body := c.get("/").body
	for _, name := range townNames {
		if !strings.Contains(body, ">"+name+"</a>") {
			t.Errorf("%s is not on the page of totals", name)
		}
	}
	if strings.Contains(body, "村00") {
		t.Error("villages stand among the townships")
	}
	town := string(unitOf(t, w.county, townNames[0]).ID)
	if a := c.get("/village?village=" + town); a.status != http.StatusSeeOther || !strings.Contains(a.header.Get("Location"), "town="+town) {
		t.Errorf("the page of a township as if it were a village: %d to %q", a.status, a.header.Get("Location"))
	}
	body = c.get("/?town=" + town).body
	if !strings.Contains(body, "村00") || !strings.Contains(body, "村01") || strings.Contains(body, "村10") {
		t.Error("the township's page does not list its villages alone")
	}
	if strings.Contains(body, "没有在用的电脑") {
		t.Error("a township's villages stand as if they had no computer")
	}
	if body = c.get("/cases?figure=received&from=&to=&village=" + town).body; !strings.Contains(body, "村00") || strings.Contains(body, "村10") {
		t.Error("the township's cases are not those of its villages")
	}
	body = c.get("/check").body
	if !strings.Contains(body, f.Case.String()[:8]) || !strings.Contains(body, "这一件已由"+townNames[0]+"报送") {
		t.Error("the case that differs is not shown")
	}
	a := c.post("/codes", "town", "1", "name", "青石镇", "area", "339921109")
	if a.status != http.StatusOK || !strings.Contains(a.body, "只给 青石镇 的镇街服务器") {
		t.Errorf("a code for a township: %d", a.status)
	}
	up := admitted(t, w.towns[1])
	if body = up.get("/uplink").body; !strings.Contains(body, "county.example:8443") || !strings.Contains(body, countyNames("totals_differ")) {
		t.Error("the township's page does not say how it stands")
	}
	if a = up.post("/uplink", "address", "127.0.0.1:1", "code", "123"); a.status != http.StatusBadRequest || !strings.Contains(a.body, problems("code.length")) {
		t.Errorf("a slip in the code: %d", a.status)
	}
	lone, _ := newServer(t)
	if body = admitted(t, lone).get("/uplink").body; !strings.Contains(body, "还没有上级") {
		t.Error("a server without a county")
	}
}

// The lines of a county's table add up to the whole.
func TestByTown_AddsUp(t *testing.T) {
	one := func(v ledger.Village, n int) villageLine {
		return villageLine{Village: &v, figures: blockOf(map[data.Figure]data.Tally{data.FigureReceived: {Cases: n}})}
	}
	all := []villageLine{
		one(ledger.Village{ID: "t", Name: "清溪镇", Town: true}, 0), one(ledger.Village{ID: "t.1", Of: "t"}, 2), one(ledger.Village{ID: "t.2", Of: "t"}, 3), one(ledger.Village{ID: "v"}, 4),
	}
	got := byTown(all, "")
	if len(got) != 2 || got[0].figures.of(data.FigureReceived).Cases != 5 || got[1].ID != "v" {
		t.Errorf("%+v", got)
	}
	if got = byTown(all, "t"); len(got) != 2 || got[0].ID != "t.1" || got[1].ID != "t.2" {
		t.Errorf("%+v", got)
	}
}
