using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

[Collection(nameof(MeasuredAlone))]
public sealed class CorpusMemoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Memory_grows_with_the_number_of_documents_by_their_ids_only()
    {
        const int documents = 200_000;
        var path = folder.Path + "/many.jsonl";
        File.WriteAllLines(path, Enumerable.Range(0, documents).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"id": "document-{{i}}", "label": {{i % 2}}, "text": "Document {{i}} says: {{new string((char)('a' + (i % 26)), 400)}}"}""")));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var count = 0;
        foreach (var entry in CorpusReader.Read([new CorpusSource(path)]))
        {
            Assert.NotNull(entry.Document);
            if (++count % 10_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        // The texts are 85 MB as UTF-8 and 170 MB as strings. The register of ids is a table of at most 400,000 places of
        // about 50 bytes while it is enlarged.
        Assert.Equal(documents, count);
        Assert.InRange(most, 0, 32L << 20);
    }

    [Fact]
    public void A_very_long_line_costs_a_few_times_its_length()
    {
        const int length = 32 << 20;
        var path = folder.Write("long.jsonl", $$"""{"text": "{{new string('x', length)}}"}""");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var entry = Assert.Single(CorpusReader.Read([new CorpusSource(path)]));
        Assert.Equal(length, entry.Document?.Text.Length);

        // All that was allocated, not only what lived at once: a buffer that doubles, and a string of two bytes a character.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 2L * length, 7L * length);
    }

    [Fact]
    public void A_document_is_kept_in_about_two_hundred_bytes()
    {
        const int documents = 50_000;
        var held = HeapWithFinder(documents);
        var grown = held - SettledHeap();
        Assert.InRange(grown / (double)documents, 100, 220);
    }

    // The finder is gone when this returns, so that what goes with it is its own: pools of earlier tests may shrink at any time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long HeapWithFinder(int documents)
    {
        var finder = new DuplicateFinder();
        for (var i = 0; i < documents; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"document-{i}");
            finder.Add(new Document { Id = id, Text = $"This is what {id} has to say to you: nothing at all, {i}.", Origin = "x" });
        }

        var held = SettledHeap();
        Assert.Equal(0, finder.Find().Exact.WithinLabel.Documents);
        return held;
    }

    // Collects until nothing more goes: what has a finaliser, or is pooled, takes more than one collection.
    private static long SettledHeap()
    {
        for (var before = long.MaxValue; ;)
        {
            GC.WaitForPendingFinalizers();
            var now = GC.GetTotalMemory(forceFullCollection: true);
            if (now >= before)
            {
                return now;
            }

            before = now;
        }
    }
}
