package bolt

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Epoch returns the server's epoch.
func (t *tx) Epoch() (e data.Epoch, err error) {
	v, err := t.get(bucketMeta, keyEpoch)
	if err == nil && copy(e[:], v) != len(e) {
		err = fmt.Errorf("server epoch: %w", data.ErrDamaged)
	}
	return e, err
}

// SetEpoch writes the server's epoch.
func (t *tx) SetEpoch(e data.Epoch) error { return t.put(bucketMeta, keyEpoch, e[:]) }

// Village returns a village.
func (t *tx) Village(id ledger.VillageID) (ledger.Village, error) {
	v, err := read[ledger.Village](t, bucketVillages, []byte(id))
	if err == nil {
		err = t.addStand(&v)
	}
	return v, err
}

func (t *tx) addStand(v *ledger.Village) error {
	b, err := t.get(bucketStands, []byte(v.ID))
	if err != nil {
		return fmt.Errorf("village: %w", data.ErrDamaged)
	}
	return unpackStand(v, b)
}

// Villages returns all villages by area code.
func (t *tx) Villages() ([]ledger.Village, error) {
	all, err := readAll[ledger.Village](t, bucketVillages)
	for i := range all {
		if err == nil {
			err = t.addStand(&all[i])
		}
	}
	slices.SortFunc(all, func(a, b ledger.Village) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// PutVillage writes a village.
func (t *tx) PutVillage(v ledger.Village) error {
	return errors.Join(write(t, bucketVillages, []byte(v.ID), v), t.put(bucketStands, []byte(v.ID), packStand(&v)))
}

// Device returns a device.
func (t *tx) Device(id data.DeviceID) (ledger.Device, error) {
	d, err := read[ledger.Device](t, bucketDevices, id[:])
	if err == nil {
		err = t.addReport(&d)
	}
	return d, err
}

func (t *tx) addReport(d *ledger.Device) error {
	b, err := t.get(bucketReports, d.ID[:])
	if err != nil {
		return fmt.Errorf("device: %w", data.ErrDamaged)
	}
	return unpackReport(&d.Report, b)
}

// Devices returns all devices by the time of enrolment.
func (t *tx) Devices() ([]ledger.Device, error) {
	all, err := readAll[ledger.Device](t, bucketDevices)
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
	return errors.Join(write(t, bucketDevices, d.ID[:], d), t.put(bucketReports, d.ID[:], packReport(&d.Report)))
}

// Code returns a code.
func (t *tx) Code(selector string) (ledger.Code, error) {
	return read[ledger.Code](t, bucketCodes, []byte(selector))
}

// Codes returns all codes, the one that expires last first.
func (t *tx) Codes() ([]ledger.Code, error) {
	all, err := readAll[ledger.Code](t, bucketCodes)
	slices.SortStableFunc(all, func(a, b ledger.Code) int { return b.Expires.Compare(a.Expires) })
	return all, err
}

// PutCode writes a code.
func (t *tx) PutCode(c ledger.Code) error { return write(t, bucketCodes, []byte(c.Selector), c) }

// DeleteCode removes a code.
func (t *tx) DeleteCode(selector string) error { return t.delete(bucketCodes, []byte(selector)) }

func read[T any](t *tx, bucket, key []byte) (T, error) {
	v, err := t.get(bucket, key)
	if err != nil {
		var none T
		return none, err
	}
	return unjson[T](v)
}

func readAll[T any](t *tx, bucket []byte) (all []T, err error) {
	err = t.b.Bucket(bucket).ForEach(func(_, v []byte) error {
		one, err := unjson[T](v)
		all = append(all, one)
		return err
	})
	return all, err
}

// write writes a record if it is not what is there.
func write(t *tx, bucket, key []byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", bucket, err)
	}
	if bytes.Equal(b, t.b.Bucket(bucket).Get(key)) {
		return nil
	}
	return t.put(bucket, key, b)
}
