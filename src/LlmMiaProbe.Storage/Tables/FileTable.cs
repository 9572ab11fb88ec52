using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Hashes of model files, so that gigabytes are not read again.</summary>
internal sealed class FileTable(StoreSession session)
{
    public string? Recall(string path, long size, DateTimeOffset modified) =>
        session.Bytes("SELECT sha256 FROM model_files WHERE path = ?1 AND size = ?2 AND modified = ?3", path, size, TimeText.Write(modified)) is { } sha256
            ? Convert.ToHexStringLower(sha256)
            : null;

    public void Remember(string path, long size, DateTimeOffset modified, string sha256) =>
        session.Execute(
            "INSERT OR REPLACE INTO model_files (path, size, modified, sha256) VALUES (?1, ?2, ?3, ?4)",
            path,
            size,
            TimeText.Write(modified),
            Digest.ToBytes(sha256));
}
