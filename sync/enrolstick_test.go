package sync_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/engine"
	"woshou/sync/township"
	"woshou/sync/wire"
)

// stickCode is a code with which a village's computer can be taken by stick.
func (w *town) stickCode(area string) string {
	w.t.Helper()
	code, err := w.srv.NewStickCode("村"+area, area)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// ask writes the file by which a computer asks to be taken.
func (v *village) ask(code string) []byte {
	v.t.Helper()
	var b bytes.Buffer
	if err := engine.WriteEnrolStick(v.st, code, &b); err != nil {
		v.t.Fatal(err)
	}
	return b.Bytes()
}

// askOverLine asks over the line, with a key of the moment.
func (v *village) askOverLine(code string) error {
	v.t.Helper()
	parsed, err := wire.ParseCode(code)
	if err != nil {
		v.t.Fatal(err)
	}
	_, key, _ := ed25519.GenerateKey(nil)
	b, err := wire.SignEnrol(key, &wire.EnrolRequest{Proto: wire.Proto, Secret: parsed.Secret, Device: v.st.Device(), Epoch: data.NewEpoch(), Area: v.area})
	if err == nil {
		b, err = v.w.srv.Enrol(v.t.Context(), b)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	resp, err := wire.DecodeEnrolResponse(b)
	if err != nil {
		v.t.Fatal(err)
	}
	return resp.Reason.Err()
}

func (v *village) readErr(b []byte) error {
	_, err := v.eng.TakeStick(v.t.Context(), bytes.NewReader(b))
	return err
}

func TestEnrolStick_AVillageThatNeverHadALine(t *testing.T) {
	w := newTown(t)
	v := unenrolled(t, w, noLine(w))
	v.add()
	if _, err := v.eng.WriteStick(t.Context(), &bytes.Buffer{}, false); !errors.Is(err, engine.ErrNotEnrolled) {
		t.Errorf("before: %v", err)
	}
	asks := v.ask(w.stickCode(v.area))
	answer, report := w.stick(asks)
	if !report.Enrolled || report.Area != v.area || report.Device != v.st.Device() {
		t.Errorf("%+v", report)
	}
	if got := v.read(answer); !got.Enrolled {
		t.Errorf("%+v", got)
	}
	if l := v.st.Link(); l.Village == "" || l.Address != "" || l.Seal != w.recipient() || !bytes.Equal(l.Pin, w.pin()) || len(l.Asked) != 0 {
		t.Errorf("%+v", l)
	}
	// A lost receipt is made again, one that comes twice says nothing new.
	again, _ := w.stick(asks)
	v.read(again)
	down, _ := w.stick(v.write(true))
	if got := v.read(down); got.Acked == 0 || got.Enrolled {
		t.Errorf("%+v", got)
	}
	v.read(answer)
	v.wantSame(1)
	if s := v.eng.Status(); !s.Enrolled || s.Err != nil {
		t.Errorf("%+v", s)
	}
}

func TestEnrolStick_WhatIsRefused(t *testing.T) {
	w := newTown(t)
	v, other := unenrolled(t, w, noLine(w)), unenrolled(t, w, noLine(w))
	refuses := func(name string, file []byte, want error) {
		t.Helper()
		var out bytes.Buffer
		if _, err := w.srv.Stick(t.Context(), township.Operator, bytes.NewReader(file), &out); !errors.Is(err, want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes of answer", name, err, out.Len())
		}
	}
	online, err := w.srv.NewCode("村"+v.area, v.area)
	if err != nil {
		t.Fatal(err)
	}
	refuses("a code for the line", v.ask(online), wire.ErrUnknownCode)
	code := w.stickCode(v.area)
	refuses("the code of another village", other.ask(code), wire.ErrUnknownCode)
	file := v.ask(code)
	for cut := range file {
		var out bytes.Buffer
		if _, err := w.srv.Stick(t.Context(), township.Operator, bytes.NewReader(file[:cut]), &out); err == nil || out.Len() > 0 {
			t.Fatalf("cut at %d: taken", cut)
		}
		changed := bytes.Clone(file)
		changed[cut] ^= 1
		if _, err := w.srv.Stick(t.Context(), township.Operator, bytes.NewReader(changed), &out); err == nil {
			t.Fatalf("changed at %d: taken", cut)
		}
	}
	if err := v.askOverLine(code); !errors.Is(err, wire.ErrUnknownCode) {
		t.Errorf("a code for a stick, over the line: %v", err)
	}
	answer, _ := w.stick(file)
	second := unenrolledIn(t, w, noLine(w), v.area)
	refuses("a used code", second.ask(code), wire.ErrUsed)

	late := unenrolled(t, w, noLine(w))
	lateCode := w.stickCode(late.area)
	w.setClock(func() time.Time { return noon().Add(15 * 24 * time.Hour) })
	refuses("too late", late.ask(lateCode), wire.ErrExpired)

	// At the village: the answer for another computer, one that nobody waits for, cut or
	// changed, and one of another township.
	if err := other.readErr(answer); !errors.Is(err, engine.ErrStickOther) {
		t.Errorf("another computer's: %v", err)
	}
	for cut := range answer {
		changed := bytes.Clone(answer)
		changed[cut] ^= 1
		if v.readErr(answer[:cut]) == nil || v.readErr(changed) == nil {
			t.Fatalf("cut or changed at %d: taken", cut)
		}
	}
	if v.st.Link().Village != "" {
		t.Error("a bad answer has an effect")
	}
	link := v.st.Link()
	link.Asked[0] ^= 1 // it asked elsewhere
	if err := v.st.SetLink(link); err != nil {
		t.Fatal(err)
	}
	if err := v.readErr(answer); !errors.Is(err, engine.ErrStickForged) {
		t.Errorf("another township's: %v", err)
	}
	var bad *data.Invalid
	if err := engine.WriteEnrolStick(v.st, "nonsense", &bytes.Buffer{}); !errors.As(err, &bad) || bad.Field != "code" {
		t.Errorf("a slip in the code: %v", err)
	}
}
