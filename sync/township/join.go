package township

import (
	"bytes"
	"errors"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// villageKey is where the ledger keeps a village's own key, as sealed under the recovery key
// on the village's sheet, among the keys of its cases. No case has this ID.
var villageKey = data.CaseID([]byte("\xff\xff\xff\xff village key"))

// actVillageKey is what the audit trail says when a village leaves its sealed key.
const actVillageKey = "village_key"

// keepVillage keeps the village's sealed key when the device sends one - the newest sheet
// replaces the one before - and tells which is here. The township cannot open it.
func (t *turn) keepVillage() error {
	have, err := t.tx.Key(t.village.ID, villageKey)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return err
	}
	if sent := t.req.Village; len(sent) > 0 && !bytes.Equal(sent, have) {
		have = sent
		act := ledger.Act{At: t.s.now(), Who: t.device.ID.String(), What: actVillageKey, Object: t.village.Area}
		if err := errors.Join(t.tx.PutKey(t.village.ID, villageKey, sent), t.tx.AddAct(act)); err != nil {
			return err
		}
	}
	t.resp.Village = wire.VillageDigest(have)
	return nil
}

// joinable says why a computer without a record cannot join a village.
func joinable(tx ledger.Tx, v ledger.VillageID) (refused, err error) {
	_, err = tx.Key(v, villageKey)
	if errors.Is(err, data.ErrNotFound) {
		return wire.ErrNoVillage, nil
	}
	return nil, err
}
