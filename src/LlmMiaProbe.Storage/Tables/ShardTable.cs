using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Which part of a plan a store holds, and which parts were merged into it.</summary>
internal sealed class ShardTable(StoreSession session)
{
    public void Set(ShardPlace shard)
    {
        session.Execute(
            "INSERT INTO own_shard (id, plan, part, restart) VALUES (1, ?1, ?2, ?3) ON CONFLICT DO NOTHING",
            Digest.ToBytes(shard.Plan),
            shard.Part,
            shard.Restart);
        if (Find() is { } known && known != shard)
        {
            throw new PrerequisiteException(
                $"the store {session.Location} holds {known}, and not {shard}: name another file for this one");
        }
    }

    public ShardPlace? Find() => session.Rows(
        "SELECT plan, part, restart FROM own_shard",
        row => new ShardPlace(Digest.ToHex(row.Bytes(0)), row.Small(1), row.Small(2))).FirstOrDefault();

    public bool IsMerged(byte[] sha256) => session.Scalar("SELECT 1 FROM merged_shards WHERE sha256 = ?1", sha256) is not null;

    public void AddMerged(byte[] sha256, ShardPlace? shard, DateTimeOffset merged) => session.Execute(
        "INSERT INTO merged_shards (sha256, plan, part, restart, merged) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        sha256,
        shard is null ? null : Digest.ToBytes(shard.Plan),
        shard?.Part,
        shard?.Restart,
        TimeText.Write(merged));

    public IReadOnlyList<MergedShard> ReadMerged() => session.Rows(
        "SELECT sha256, plan, part, restart, merged FROM merged_shards ORDER BY plan, part, restart, merged, sha256",
        row => new MergedShard(
            Digest.ToHex(row.Bytes(0)),
            row.IsDBNull(1) ? null : new ShardPlace(Digest.ToHex(row.Bytes(1)), row.Small(2), row.Small(3)),
            TimeText.Read(row.Text(4))));
}
