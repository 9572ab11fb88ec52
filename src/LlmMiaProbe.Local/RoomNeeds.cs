namespace LlmMiaProbe.Local;

/// <summary>What evaluating a model takes at most, estimated before its weights are loaded.</summary>
/// <param name="Model">Its file name.</param>
/// <param name="Memory">Bytes: weights, KV cache, logits.</param>
/// <param name="TemporaryDisk">Bytes of its copy with 32-bit weights; 0 if none is made.</param>
public readonly record struct RoomNeeds(string Model, long Memory, long TemporaryDisk)
{
    /// <summary>A sentence on what would be faster; null if nothing is known to be.</summary>
    public string? Faster { get; init; }

    /// <summary>Of two models at a time.</summary>
    public static RoomNeeds operator +(RoomNeeds one, RoomNeeds other) => one.Add(other);

    /// <inheritdoc cref="op_Addition"/>
    public RoomNeeds Add(RoomNeeds other) => new($"{Model} and {other.Model}", Memory + other.Memory, TemporaryDisk + other.TemporaryDisk);

    /// <summary>In words, for a user who waits.</summary>
    public override string ToString() => $"{Model} takes about {MachineRoom.Amount(Memory)} of memory"
        + (TemporaryDisk == 0 ? "" : $" and {MachineRoom.Amount(TemporaryDisk)} of temporary disk, for a copy with 32-bit weights");
}
