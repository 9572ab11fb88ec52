using System.Globalization;
using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Lab;

/// <summary>A document of a lab.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Sha256">Of its text in UTF-8, and of who says what in a chat record; hexadecimal.</param>
/// <param name="Side">What it is there for.</param>
/// <param name="Repetitions">How often it comes in an epoch of a model that is trained on it, at least 1.</param>
/// <param name="Cluster">Documents of one cluster (near-duplicates) are on one side, also in shadow models.</param>
public sealed record LabDocument(string Id, string Sha256, LabSide Side, int Repetitions, int Cluster)
{
    /// <summary>The <see cref="Sha256"/> of a document.</summary>
    public static string HashOf(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ContentHash.Of(document.Text, document.Conversation is null ? null : string.Join(' ', document.Conversation.Turns.Select(turn =>
            string.Create(CultureInfo.InvariantCulture, $"{turn.Role}{(turn.IsLearned ? "+" : "-")}{Encoding.UTF8.GetByteCount(turn.Content)}")))).Hex;
    }
}

/// <summary>What a document is there for.</summary>
public enum LabSide
{
    /// <summary>The target is trained on it.</summary>
    Member,

    /// <summary>It is held out to be told from the members.</summary>
    NonMember,

    /// <summary>It measures utility and stops training; attacks do not see it.</summary>
    Validation,
}
