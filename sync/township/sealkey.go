package township

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// sealKey is the township's key (age, X25519): what a village seals to it, a case handed
// up, opens with this key and with no other. Losing the file loses what was sealed to it.
type sealKey struct {
	identity *age.X25519Identity
	// recipient is the public key's text, which the villages get.
	recipient string
}

// openSealKey reads the key in dir or makes it. The error wraps data.ErrDamaged when the
// file holds none.
func openSealKey(dir string) (sealKey, error) {
	path := filepath.Join(dir, fileSealKey)
	text, err := os.ReadFile(path)
	var id *age.X25519Identity
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if id, err = age.GenerateX25519Identity(); err == nil {
			err = writeFile(path, []byte(id.String()+"\n"))
		}
	case err == nil:
		if id, err = age.ParseX25519Identity(strings.TrimSpace(string(text))); err != nil {
			err = fmt.Errorf("key file %s: %w", path, data.ErrDamaged) // not what age says: it quotes the key
		}
	}
	if err != nil {
		return sealKey{}, fmt.Errorf("key for what is sealed to the township: %w", err)
	}
	return sealKey{id, id.Recipient().String()}, nil
}

// device is whose the township's own events are. Anybody can reckon it, and nobody may enrol
// under it.
func (k sealKey) device() (id data.DeviceID) {
	sum := sha256.Sum256([]byte("woshou township device\n" + k.recipient))
	copy(id[:], sum[:])
	return id
}

// chain names the chain in which the township itself writes into a village's stream: one
// for each village, and a new one with every server epoch, so that a server that came back
// from a backup does not write a number of it twice.
func (k sealKey) chain(epoch data.Epoch, v ledger.VillageID) (c ledger.Chain) {
	line := sha256.Sum256([]byte("woshou township chain\n" + epoch.String() + "\n" + string(v)))
	c.Device = k.device()
	copy(c.Epoch[:], line[:])
	return c
}
