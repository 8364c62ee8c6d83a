"""What was backed up or restored, for people and for programs."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from sarex.model.backup import BackupManifest
from sarex.model.quantities import format_time


def backup_json(backup: BackupManifest, place: PurePath, keys: PurePath | None) -> dict[str, Any]:
    """place : the backup file that was written, or the folder that was made of one;  keys : the key file"""
    return {
        "schema": "sarex-backup-summary/1",
        "node": backup.node,
        "made": format_time(backup.made),
        "events": backup.events,
        "files": len(backup.files),
        "missing_files": list(backup.missing),
        "place": str(place),
        "key_file": None if keys is None else str(keys),
    }


def backup_text(backup: BackupManifest, place: PurePath, keys: PurePath | None) -> str:
    """The same in words."""
    lines = [
        f"Backup of node {backup.node} of {format_time(backup.made)} in {place}",
        f"{backup.events} events, {len(backup.files)} files",
    ]
    if keys is None:
        lines.append("Without keys of people: what is known of them cannot be read from it. See --keys.")
    else:
        lines.append(f"Keys of people in {keys}: keep this one file elsewhere than the backup, and no copies of it.")
    if backup.missing:
        lines.append(
            f"{len(backup.missing)} files were missing or damaged: {', '.join(one[:12] for one in backup.missing)}"
        )
    return "\n".join(lines)
