using System.Diagnostics;
using LlmMiaProbe.Cli.Doctor;
using LlmMiaProbe.Local;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Cli.Tests;

public sealed class ScratchStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_of_texts_lies_where_killed_processes_are_swept_and_the_doctor_looks()
    {
        var copies = new TemporaryCopies(_folder.Path);
        string left;
        using (var scratch = new ScratchStore(copies))
        {
            using (scratch.Open())
            {
                var own = Assert.Single(Directory.GetDirectories(copies.Location));
                Assert.True(File.Exists(Path.Combine(own, "scratch.db")));
                Assert.Empty(copies.LeftOver());

                // As a process that was killed would have left it.
                var parts = Path.GetFileName(own).Split('-');
                left = Path.Combine(copies.Location, string.Join('-', parts[0], EndedProcess(), parts[2], "a"));
                Directory.CreateDirectory(left);
                File.Copy(Path.Combine(own, "scratch.db"), Path.Combine(left, "scratch.db"));
            }

            Assert.Contains("1 temporary copy of a model or of a bundle's texts", new CopiesCheck(copies).Run().Found, StringComparison.Ordinal);
        }

        Assert.Equal([left], Directory.GetDirectories(copies.Location));
        new ScratchStore(copies).Dispose();
        Assert.Empty(Directory.GetDirectories(copies.Location));
    }

    private static int EndedProcess()
    {
        using var process = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "where" : "true") { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("No process was started.");
        process.WaitForExit();
        return process.Id;
    }
}
