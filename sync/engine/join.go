package engine

import (
	"context"
	"crypto/ed25519"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/line"
	"woshou/sync/wire"
)

// Joiner takes this computer, which has no record yet, into a village that has one, by the
// recovery key on the village's sheet. Nothing is on disk until store.Join. It keeps what
// the township answered, so that a recovery key may be typed again without another code.
type Joiner struct {
	device data.DeviceID
	epoch  data.Epoch
	seed   []byte
	// done is the address and the code that the township took, link and sealed its answer.
	done   [2]string
	link   store.Link
	sealed []byte
}

// NewJoiner returns a computer with a fresh name and key.
func NewJoiner() *Joiner {
	return &Joiner{device: data.NewDeviceID(), epoch: data.NewEpoch(), seed: newSeed()}
}

// Join enrols the computer and returns what its record begins with. The error is
// *data.Invalid for the address, a slip in the code or in the recovery key; data.ErrPassword
// when the sheet is another village's or was replaced; wire.ErrNoVillage when the village's
// other computer has not left its sealed key yet; or as from Enrol. The same code may be
// used again after an answer that was lost or a recovery key that was wrong.
func (j *Joiner) Join(ctx context.Context, address, code, recoveryKey string) (store.Joining, error) {
	if err := store.CheckRecoveryKey(recoveryKey); err != nil {
		return store.Joining{}, err
	}
	if j.done != [2]string{address, code} {
		if err := j.enrol(ctx, address, code); err != nil {
			return store.Joining{}, err
		}
	}
	key, err := store.OpenSealedKey(j.sealed, recoveryKey)
	if err != nil {
		return store.Joining{}, err
	}
	return store.Joining{Key: key, Device: j.device, Epoch: j.epoch, Link: j.link}, nil
}

func (j *Joiner) enrol(ctx context.Context, address, code string) error {
	base, err := line.BaseURL(address)
	if err != nil {
		return err
	}
	parsed, err := wire.ParseCode(code)
	if err != nil {
		return err
	}
	resp, pin, err := enrol(ctx, place{base: base}, parsed, ed25519.NewKeyFromSeed(j.seed), &wire.EnrolRequest{
		Device: j.device, Epoch: j.epoch, Joins: true,
	})
	if err != nil {
		return err
	}
	if len(resp.Key) == 0 { // an older township, which keeps none
		return wire.ErrNoVillage
	}
	j.done, j.sealed = [2]string{address, code}, resp.Key
	j.link = store.Link{Address: base, Pin: pin, Device: j.device, Key: j.seed, Village: resp.Village}
	j.link.Sealed(resp.Seal, time.Now())
	return nil
}
