namespace LlmMiaProbe.Probing;

/// <summary>What a test of the published order will cost.</summary>
/// <param name="Documents">In all shards together.</param>
/// <param name="Shards">Parts that are permuted by themselves.</param>
/// <param name="Orders">Orders of each shard, the published one included.</param>
/// <param name="SharingShards">Shards in which orders share their first halves; the others exceed the context or have too few documents.</param>
/// <param name="Texts">Different texts to score.</param>
/// <param name="Cached">Of these, texts whose scores are in the store.</param>
/// <param name="TokensToDecode">For the others.</param>
/// <param name="WholeTokens">What all orders would take if each were decoded whole, stored or not.</param>
public sealed record ExchangeabilityPlan(
    int Documents, int Shards, int Orders, int SharingShards, int Texts, int Cached, long TokensToDecode, long WholeTokens);
