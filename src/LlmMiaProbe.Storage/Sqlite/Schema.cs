using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Storage.Payloads;

namespace LlmMiaProbe.Storage.Sqlite;

/// <summary>
/// The schema is what the migrations make of an empty file: embedded scripts named <c>0001-….sql</c>, <c>0002-….sql</c>,
/// numbered without a gap. The store's <c>user_version</c> is the number of the last one that was applied. A script is never
/// changed, renumbered or preceded by another once it was released.
/// </summary>
internal static class Schema
{
    /// <summary>"MiaP": how a store is told from any other SQLite file.</summary>
    public const int ApplicationId = 0x4D696150;

    /// <summary>Of the scripts, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(Schema).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Migrations { get; } = ReadMigrations();

    /// <summary>Brings the store up to date, each script in a transaction of its own.</summary>
    /// <param name="session">The store.</param>
    /// <param name="migrations">All scripts.</param>
    /// <param name="after">What no script can do, told the number of the script that was just applied, in the same transaction.</param>
    /// <returns>Whether there was anything to do.</returns>
    public static bool Migrate(StoreSession session, IReadOnlyList<string> migrations, Action<StoreSession, int>? after = null)
    {
        var version = Version(session, migrations);
        if (version == migrations.Count)
        {
            return false;
        }

        session.Define<string, int>("zlib_length_of", text => ZlibLengthMeter.Measure(Encoding.UTF8.GetBytes(text)));
        // What no version wrote gets a binding that fits nothing, and is met where it is read.
        session.Define("facts_binding", row => row is [byte[] hash, long length, var zlib] ? Bindings.OfFacts(hash, length, zlib as long?) : []);
        session.Define("vocabulary_binding", row => row is [string tokenizer, byte[] pieces] ? Bindings.OfVocabulary(tokenizer, pieces) : []);
        session.Define("is_text_of", row => row is [byte[] hash, byte[] text] && SHA256.HashData(text).AsSpan().SequenceEqual(hash) ? 1L : 0L);
        session.Define("evidence_binding", row => row is [byte[] key, string model, byte[] payload, var reason]
            ? Bindings.OfEvidence(key, model, payload, reason as string, policy: null)
            : []);
        while (Version(session, migrations) < migrations.Count)
        {
            session.Write(() =>
            {
                // Another process may have been faster.
                version = Version(session, migrations);
                if (version < migrations.Count)
                {
                    session.Execute(migrations[version]);
                    after?.Invoke(session, version + 1);
                    session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
                }
            });
        }

        return true;
    }

    /// <exception cref="PrerequisiteException">The store was made by a newer program, or by an older one whose tables lack something.</exception>
    public static void RequireCurrent(StoreSession session)
    {
        var version = Version(session, Migrations);
        if (version < Migrations.Count)
        {
            throw new PrerequisiteException(
                $"the store {session.Location} has schema version {version} and cannot be brought up to {Migrations.Count} while it is only read: "
                + "copy it to a folder where you may write, and pass that with --store");
        }
    }

    public static int Version(StoreSession session, IReadOnlyList<string> migrations)
    {
        var version = Convert.ToInt32(session.Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
        return version switch
        {
            < 0 => throw StoreErrors.Damaged(session.Location, $"its schema version is {version}"),
            _ when version > migrations.Count => throw new PrerequisiteException(
                $"the store {session.Location} has schema version {version}; this program knows up to {migrations.Count}: "
                + "use a newer mia-probe or another --store"),
            _ => version,
        };
    }

    private static List<string> ReadMigrations()
    {
        var assembly = typeof(Schema).Assembly;
        return [.. Names.Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name) ?? Stream.Null);
                return reader.ReadToEnd();
            })];
    }
}
