using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmMiaProbe.Local.Tests;

public sealed class MachineRoomTests
{
    private const long Gibibyte = 1L << 30;
    private static readonly RoomNeeds s_needs = new("big.gguf", 30 * Gibibyte, 28 * Gibibyte);

    [Fact]
    public void A_copy_that_does_not_fit_the_temporary_folder_is_refused_with_both_ways_out() => Assert.Equal(
        "Computing in 32 bits needs a temporary copy of big.gguf (28,672 MiB) in /tmp, which has 1,024 MiB free: set TMPDIR to a larger folder, or use --no-widen (numbers may then differ by up to 1e-2 nats a token).",
        Assert.Throws<PrerequisiteException>(() => new MachineRoom(64 * Gibibyte, Gibibyte, "/tmp").Require(s_needs)).Message);

    [Fact]
    public void Weights_that_do_not_fit_into_memory_are_refused_with_what_takes_less()
    {
        var machine = new MachineRoom(24 * Gibibyte, 100 * Gibibyte, "/tmp");
        Assert.Equal(
            "big.gguf needs about 30,720 MiB of memory, and there are 24,576 MiB: use --no-widen (half the memory; numbers may then differ by up to 1e-2 nats a token), give a smaller --context-length, a quantised file of the model, or take a machine with more memory.",
            Assert.Throws<PrerequisiteException>(() => machine.Require(s_needs)).Message);
        Assert.DoesNotContain("--no-widen", Assert.Throws<PrerequisiteException>(() => machine.Require(s_needs with { TemporaryDisk = 0 })).Message, StringComparison.Ordinal);
    }

    [Property]
    public Property What_fits_is_let_through_and_nothing_else() => Prop.ForAll(
        Gen.Choose(0, 1000).Four().ToArbitrary(),
        sizes =>
        {
            var (memory, disk, needed, copy) = sizes;
            var refused = Record.Exception(() => new MachineRoom(memory, disk, "/tmp").Require(new RoomNeeds("m", needed, copy))) is PrerequisiteException;
            return refused == (needed > memory || copy > disk);
        });

    [Fact]
    public void This_machine_has_room() => Assert.All([MachineRoom.Now().Memory, MachineRoom.Now().TemporaryDisk], bytes => Assert.True(bytes > 0));

    [Fact]
    public void Two_models_at_a_time_need_both() =>
        Assert.Equal(new RoomNeeds("a and b", 30, 7), new RoomNeeds("a", 10, 3) + new RoomNeeds("b", 20, 4));

    [Fact]
    public void A_user_reads_amounts_and_what_they_are_for() => Assert.Equal(
        "big.gguf takes about 30,720 MiB of memory and 28,672 MiB of temporary disk, for a copy with 32-bit weights", $"{s_needs}");
}
