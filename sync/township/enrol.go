package township

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// An enrolment code lasts codeTime, one for a stick that must be carried stickTime; it
// bears codeTries wrong answers, and its record is kept for codeKept so that a late answer
// can say why it is refused.
const (
	codeTime  = 10 * time.Minute
	stickTime = 14 * 24 * time.Hour
	codeTries = 5
	codeKept  = 24 * time.Hour
	maxName   = 60 // characters of a village's name
)

// NewCode returns a code with which one computer of a village can enrol within
// ten minutes, as it is to be typed there. A village that is not known by its
// 12-digit area code is registered under the name. The error is *data.Invalid for
// an area code or name that cannot be, or an area that bears another name.
func (s *Server) NewCode(village, area string) (string, error) {
	code, _, err := s.newCode(context.Background(), actOperator, unit{name: village, area: area})
	return code, err
}

// NewUnitCode returns a code with which the server of a township can enrol here, at its
// county's, within ten minutes. Its area code has 12 digits or the first 9 of them; the rest
// is as for NewCode.
func (s *Server) NewUnitCode(township, area string) (string, error) {
	code, _, err := s.newCode(context.Background(), actOperator, unit{name: township, area: area, town: true})
	return code, err
}

// NewStickCode is NewCode for a village without a line: the computer writes a file that a
// clerk takes in here, within 14 days. Over the line the code is good for nothing.
func (s *Server) NewStickCode(village, area string) (string, error) {
	code, _, err := s.newCode(context.Background(), actOperator, unit{name: village, area: area, stick: true})
	return code, err
}

// unit is who a code is made for: a village, one that comes by stick, or a township.
type unit struct {
	name, area  string
	town, stick bool
}

// tidy completes what was typed, or says what is wrong with it.
func (u unit) tidy() (unit, error) {
	u.name = strings.TrimSpace(u.name)
	if u.town && len(u.area) == townDigits {
		u.area += "000"
	}
	return u, checkVillage(u.name, u.area)
}

// townDigits is the length of a township's part of an area code.
const townDigits = 9

func (s *Server) newCode(ctx context.Context, who string, of unit) (string, ledger.Code, error) {
	of, err := of.tidy()
	if err != nil {
		return "", ledger.Code{}, err
	}
	var shown wire.EnrolCode
	var code ledger.Code
	err = s.update(ctx, func(tx ledger.Tx) error {
		v, err := register(tx, of)
		if err != nil {
			return err
		}
		now := s.now()
		if err := forgetCodes(tx, now); err != nil {
			return err
		}
		for { // until the selector is free, nearly always at once
			shown = wire.NewCode(s.ca.pin)
			if _, err = tx.Code(selector(shown.Secret)); err != nil {
				break
			}
		}
		if !errors.Is(err, data.ErrNotFound) {
			return err
		}
		code = ledger.Code{
			Selector: selector(shown.Secret), Digest: sha256.Sum256(shown.Secret[:]), Village: v.ID, Expires: now.Add(codeTime),
		}
		if of.stick {
			code.Stick, code.Expires = true, now.Add(stickTime)
		}
		return errors.Join(tx.PutCode(code), tx.AddAct(ledger.Act{At: now, Who: who, What: actCode, Object: v.Area}))
	})
	if err != nil {
		return "", ledger.Code{}, fmt.Errorf("make enrolment code: %w", err)
	}
	return shown.String(), code, nil
}

func checkVillage(name, area string) error {
	if err := data.CheckAreaCode(area); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(name); n == 0 || n > maxName || !utf8.ValidString(name) {
		return &data.Invalid{Field: "village", Code: "village.name"}
	}
	return nil
}

// register returns the village or township of an area code and makes it if it is new.
func register(tx ledger.Tx, of unit) (ledger.Village, error) {
	all, err := tx.Villages()
	if err != nil {
		return ledger.Village{}, err
	}
	for _, v := range all {
		switch {
		case v.Of != "" || v.Area != of.area: // a township's village, or another one
		case v.Name != of.name || v.Town != of.town:
			return v, &data.Invalid{Field: "village", Code: "village.other"}
		default:
			return v, nil
		}
	}
	v := ledger.Village{ID: ledger.VillageID(data.NewElementID()), Name: of.name, Area: of.area, Town: of.town}
	return v, tx.PutVillage(v)
}

// over reports whether a code is good no longer. One that would last for more than twice its
// time is left from a time when the server's clock was wrong.
func over(c *ledger.Code, now time.Time) bool {
	lasts := codeTime
	if c.Stick {
		lasts = stickTime
	}
	return now.After(c.Expires) || c.Expires.After(now.Add(2*lasts))
}

// forgetCodes removes the records of codes that are long over.
func forgetCodes(tx ledger.Tx, now time.Time) error {
	codes, err := tx.Codes()
	if err != nil {
		return err
	}
	for i := range codes {
		if c := &codes[i]; over(c, now) && c.Expires.Sub(now).Abs() > codeKept {
			err = errors.Join(err, tx.DeleteCode(c.Selector))
		}
	}
	return err
}

// selector is the part of a secret by which its record is found: two of five
// bytes. The other three are what five tries cannot guess.
func selector(s wire.Secret) string { return hex.EncodeToString(s[:2]) }

// Enrol answers a computer that asks to be taken for a village, as bytes for
// bytes. An error means that the bytes are not of this protocol.
func (s *Server) Enrol(ctx context.Context, body []byte) ([]byte, error) {
	var resp *wire.EnrolResponse
	req, err := wire.VerifyEnrol(body)
	if err == nil {
		resp, err = s.enrol(ctx, req, false)
	}
	if errors.Is(err, wire.ErrForeign) {
		return nil, err
	}
	if err != nil {
		s.refuse("enrol", err)
		resp = &wire.EnrolResponse{Reason: reasonOf(err)}
	}
	s.meters.add("woshou_enrolments_total", "outcome", outcome(resp.Reason), 1)
	resp.Proto = wire.Proto
	return resp.Encode()
}

// enrol answers a request that came over the line, or in a file that a clerk takes in.
func (s *Server) enrol(ctx context.Context, req *wire.EnrolRequest, byStick bool) (*wire.EnrolResponse, error) {
	resp := &wire.EnrolResponse{Town: s.name, Seal: s.seal.recipient}
	var refused error
	err := s.update(ctx, func(tx ledger.Tx) error {
		var village ledger.VillageID
		var err error
		if village, refused, err = s.redeem(tx, req, byStick); err != nil {
			return err
		}
		if refused != nil {
			// The try counts although nothing else happens.
			reason := string(wire.CodeOf(refused))
			return tx.AddAct(ledger.Act{At: s.now(), Who: req.Device.String(), What: actReject, Object: reason})
		}
		v, err := tx.Village(village)
		if err != nil {
			return err
		}
		if req.Joins {
			if resp.Key, err = tx.Key(village, villageKey); err != nil {
				return err
			}
		}
		server, err := tx.Epoch()
		resp.Village, resp.Server = string(village), v.Life(server)
		return err
	})
	if err == nil {
		err = refused
	}
	return resp, err
}

// redeem binds the device to the code's village, or says why it is refused.
func (s *Server) redeem(tx ledger.Tx, req *wire.EnrolRequest, byStick bool) (id ledger.VillageID, refused, err error) {
	code, err := tx.Code(selector(req.Secret))
	if errors.Is(err, data.ErrNotFound) {
		return "", wire.ErrUnknownCode, nil
	}
	if err != nil {
		return "", nil, err
	}
	if code.Stick != byStick { // no try either: nobody learns of such a code over the line
		return "", wire.ErrUnknownCode, nil
	}
	village, err := tx.Village(code.Village)
	if err != nil {
		return "", nil, err
	}
	device, err := tx.Device(req.Device)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return "", nil, err
	}
	if code.Tries < codeTries && !opens(req, &code, &village) {
		code.Tries++
		return "", wire.ErrUnknownCode, tx.PutCode(code)
	}
	again, refused := s.judge(req, &code, &device)
	if refused == nil && req.Joins { // the code stays good until the village's key is here
		if refused, err = joinable(tx, village.ID); err != nil {
			return "", nil, err
		}
	}
	if refused != nil || again {
		return village.ID, refused, nil
	}
	now := s.now()
	code.UsedBy = req.Device
	return village.ID, nil, errors.Join(tx.PutCode(code),
		tx.PutDevice(ledger.Device{ID: req.Device, Village: village.ID, Key: req.Key, Enrolled: now, Committee: req.Committee}),
		tx.AddAct(ledger.Act{At: now, Who: req.Device.String(), What: actEnrol, Object: village.Area}))
}

// opens reports whether a request holds the code's secret and comes from the
// village or township it was made for.
func opens(req *wire.EnrolRequest, code *ledger.Code, village *ledger.Village) bool {
	digest := sha256.Sum256(req.Secret[:])
	return subtle.ConstantTimeCompare(digest[:], code.Digest[:]) == 1 && (req.Area == "" || req.Area == village.Area) &&
		req.Unit == village.Town
}

// judge says why a code that opens is refused, or that the device has enrolled with
// it: the first answer may be lost. The device is as it was, empty for a new one.
func (s *Server) judge(req *wire.EnrolRequest, code *ledger.Code, device *ledger.Device) (again bool, refused error) {
	switch {
	case code.Tries >= codeTries:
		return false, wire.ErrTries
	case code.UsedBy == req.Device && bytes.Equal(device.Key, req.Key):
		return true, nil
	case code.UsedBy != data.DeviceID{}:
		return false, wire.ErrUsed
	case over(code, s.now()):
		return false, wire.ErrExpired
	case device.Village != "" && device.Village != code.Village:
		return false, wire.ErrUnknownCode // a computer belongs to one village
	case req.Device == s.seal.device():
		return false, wire.ErrUnknownCode // it would write the township's own answers
	}
	return false, nil
}

// revoke refuses a device from now on.
func (s *Server) revoke(ctx context.Context, who string, id data.DeviceID) error {
	return s.update(ctx, func(tx ledger.Tx) error {
		d, err := tx.Device(id)
		if err != nil {
			return err
		}
		if !d.Revoked.IsZero() {
			return nil
		}
		d.Revoked = s.now()
		return errors.Join(tx.PutDevice(d), tx.AddAct(ledger.Act{At: s.now(), Who: who, What: actRevoke, Object: id.String()}))
	})
}
