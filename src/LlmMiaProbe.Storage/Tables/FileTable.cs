using LlmMiaProbe.Files;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Hashes of model files, so that gigabytes are not read again.</summary>
internal sealed class FileTable(StoreSession session)
{
    // A row of an earlier version has no inode and is equal to nothing.
    public string? Recall(string path, FileIdentity identity) => identity.IsComplete && session.Bytes(
        "SELECT sha256 FROM model_files WHERE path = ?1 AND size = ?2 AND modified_ns = ?3 AND device = ?4 AND inode = ?5 AND changed_ns = ?6",
        path,
        identity.Size,
        identity.ModifiedNanoseconds,
        identity.Device,
        identity.Inode,
        identity.ChangedNanoseconds) is { } sha256
            ? Convert.ToHexStringLower(sha256)
            : null;

    public void Remember(string path, FileIdentity identity, string sha256) =>
        session.Execute(
            "INSERT OR REPLACE INTO model_files (path, size, modified, sha256, modified_ns, device, inode, changed_ns) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            path,
            identity.Size,
            TimeText.Write(DateTimeOffset.UnixEpoch.AddTicks(identity.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick)),
            Digest.ToBytes(sha256),
            identity.ModifiedNanoseconds,
            identity.Device,
            identity.Inode,
            identity.ChangedNanoseconds);
}
