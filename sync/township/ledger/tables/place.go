package tables

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Epoch returns the server's epoch.
func (t *tx) Epoch() (e data.Epoch, err error) {
	v, err := t.get(meta, keyEpoch)
	if err == nil && copy(e[:], v) != len(e) {
		err = fmt.Errorf("server epoch: %w", data.ErrDamaged)
	}
	return e, err
}

// SetEpoch writes the server's epoch.
func (t *tx) SetEpoch(e data.Epoch) error { return t.put(meta, keyEpoch, e[:]) }

// Village returns a village.
func (t *tx) Village(id ledger.VillageID) (ledger.Village, error) {
	v, err := read[ledger.Village](t, villages, []byte(id))
	if err == nil {
		err = t.addStand(&v)
	}
	return v, err
}

func (t *tx) addStand(v *ledger.Village) error {
	b, err := t.get(stands, []byte(v.ID))
	if err != nil {
		return fmt.Errorf("village: %w", data.ErrDamaged)
	}
	return unpackStand(v, b)
}

// Villages returns all villages by area code.
func (t *tx) Villages() ([]ledger.Village, error) {
	all, err := readAll[ledger.Village](t, villages)
	err = errors.Join(err, t.s.Fetch(stands, keysOf(all, func(v *ledger.Village) []byte { return []byte(v.ID) })))
	for i := range all {
		if err == nil {
			err = t.addStand(&all[i])
		}
	}
	slices.SortFunc(all, func(a, b ledger.Village) int {
		if c := cmp.Compare(a.Area, b.Area); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return all, err
}

// PutVillage writes a village.
func (t *tx) PutVillage(v ledger.Village) error {
	stand := packStand(&v)
	v.GSN, v.Heard, v.Cases, v.Sum = 0, time.Time{}, 0, data.FactSum{}
	return errors.Join(write(t, villages, []byte(v.ID), v), t.put(stands, []byte(v.ID), stand))
}

// Device returns a device.
func (t *tx) Device(id data.DeviceID) (ledger.Device, error) {
	d, err := read[ledger.Device](t, devices, id[:])
	if err == nil {
		err = t.addReport(&d)
	}
	return d, err
}

func (t *tx) addReport(d *ledger.Device) error {
	b, err := t.get(reports, d.ID[:])
	if err != nil {
		return fmt.Errorf("device: %w", data.ErrDamaged)
	}
	return unpackReport(&d.Report, b)
}

// Devices returns all devices by the time of enrolment.
func (t *tx) Devices() ([]ledger.Device, error) {
	all, err := readAll[ledger.Device](t, devices)
	err = errors.Join(err, t.s.Fetch(reports, keysOf(all, func(d *ledger.Device) []byte { return bytes.Clone(d.ID[:]) })))
	for i := range all {
		if err == nil {
			err = t.addReport(&all[i])
		}
	}
	slices.SortStableFunc(all, func(a, b ledger.Device) int { return a.Enrolled.Compare(b.Enrolled) })
	return all, err
}

// PutDevice writes a device.
func (t *tx) PutDevice(d ledger.Device) error {
	report := packReport(&d.Report)
	d.Report = ledger.Report{}
	return errors.Join(write(t, devices, d.ID[:], d), t.put(reports, d.ID[:], report))
}

// Code returns a code.
func (t *tx) Code(selector string) (ledger.Code, error) {
	return read[ledger.Code](t, codes, []byte(selector))
}

// Codes returns all codes, the one that expires last first.
func (t *tx) Codes() ([]ledger.Code, error) {
	all, err := readAll[ledger.Code](t, codes)
	slices.SortStableFunc(all, func(a, b ledger.Code) int { return b.Expires.Compare(a.Expires) })
	return all, err
}

// PutCode writes a code.
func (t *tx) PutCode(c ledger.Code) error { return write(t, codes, []byte(c.Selector), c) }

// DeleteCode removes a code.
func (t *tx) DeleteCode(selector string) error { return t.delete(codes, []byte(selector)) }

func keysOf[T any](all []T, key func(*T) []byte) (out [][]byte) {
	for i := range all {
		out = append(out, key(&all[i]))
	}
	return out
}

func read[T any](t *tx, table *Table, key []byte) (T, error) {
	v, err := t.get(table, key)
	if err != nil {
		var none T
		return none, err
	}
	return unjson[T](v)
}

func readAll[T any](t *tx, table *Table) (all []T, err error) {
	err = t.scan(table, nil, func(_, v []byte) error {
		one, err := unjson[T](v)
		all = append(all, one)
		return err
	})
	return all, err
}

// write writes a record if it is not what is there. v has nothing in fields that the record
// leaves out.
func write[T any](t *tx, table *Table, key []byte, v T) error {
	old, err := t.s.Get(table, key)
	if err != nil {
		return err
	}
	if known, ok := records.get(old).(T); ok && reflect.DeepEqual(known, v) {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", table.Name, err)
	}
	if bytes.Equal(b, old) {
		return nil
	}
	return t.put(table, key, b)
}
