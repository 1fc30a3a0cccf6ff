package township

import (
	"context"
	"errors"
	"io"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// enrolStick takes a computer for a village by the file that it wrote with a code for
// sticks, and writes the answer file to out. The error is as Stick's, or one of wire's
// reasons against the code; then nothing is written.
func (s *Server) enrolStick(ctx context.Context, in *wire.StickReader, out io.Writer) (StickReport, error) {
	body, err := in.Next()
	if err == nil {
		_, err = in.Next()
	}
	sum := in.Sum()
	switch {
	case err == nil: // it goes on
		return StickReport{}, data.ErrDamaged
	case !errors.Is(err, io.EOF):
		return StickReport{}, err
	case string(in.Vouch()) != string(sum[:]):
		return StickReport{}, data.ErrDamaged
	}
	req, err := wire.VerifyEnrol(body)
	if err != nil {
		return StickReport{}, err
	}
	resp, err := s.enrol(ctx, req, true)
	if err != nil {
		return StickReport{}, err
	}
	report := StickReport{Enrolled: true, Device: req.Device}
	err = s.led.View(ctx, func(r ledger.Reader) error {
		v, err := r.Village(ledger.VillageID(resp.Village))
		report.Village, report.Area = v.Name, v.Area
		return err
	})
	if err != nil {
		return report, err
	}
	return report, s.answerEnrol(out, req.Device, resp)
}

// answerEnrol writes the answer, signed by the authority whose pin is in the code. It is
// sealed to nobody: what it says is no secret, and the computer has no key here yet.
func (s *Server) answerEnrol(out io.Writer, device data.DeviceID, resp *wire.EnrolResponse) error {
	resp.Proto = wire.Proto
	b, err := resp.Encode()
	if err != nil {
		return err
	}
	head := wire.StickHead{Device: device, Server: resp.Server, Authority: s.ca.cert.RawSubjectPublicKeyInfo}
	return wire.WriteStick(out, wire.StickEnrolled, s.ca.vouch, head.Encode(), b)
}
