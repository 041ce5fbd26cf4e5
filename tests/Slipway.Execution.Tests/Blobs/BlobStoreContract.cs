using Slipway.Execution.Blobs;

namespace Slipway.Execution.Tests.Blobs;

/// <summary>What a store of content does, wherever it keeps it.</summary>
public abstract class BlobStoreContract
{
    /// <summary>Nothing is in it.</summary>
    protected abstract IBlobStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes all that is stored older than any name needs to be written.</summary>
    protected abstract void Age();

    [Fact]
    public async Task Content_has_the_name_of_its_hash_and_comes_back()
    {
        var blob = await PutAsync("hello");
        Assert.Equal(new Blob("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", 5), blob);
        Assert.Equal("hello", await ReadAsync(blob));
        Assert.Equal(blob, await PutAsync("hello"));
        Assert.Equal("hello", await ReadAsync(blob));
    }

    [Fact]
    public async Task Content_is_stored_whole_or_not_at_all()
    {
        var whole = await PutAsync("text");
        await Store.DeleteUnusedAsync(new HashSet<string>(), Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.PutAsync(
            async stream =>
            {
                await stream.WriteAsync("other"u8.ToArray(), Token);
                throw new InvalidOperationException("it is cut off");
            },
            Token));
        await Assert.ThrowsAsync<BlobGoneException>(() => ReadAsync(new Blob("d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa", 5)));
        Assert.Equal("text", await ReadAsync(whole));
    }

    [Fact]
    public async Task A_put_that_is_canceled_stores_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(
            async stream =>
            {
                await stream.WriteAsync("hello"u8.ToArray(), Token);
                await cancel.CancelAsync();
            },
            cancel.Token));
        await Assert.ThrowsAsync<BlobGoneException>(() => ReadAsync(new Blob("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", 5)));
    }

    [Fact]
    public async Task Content_that_has_another_size_than_it_had_is_no_content()
    {
        var blob = await PutAsync("hello");
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(blob with { Bytes = 6 }));
    }

    [Fact]
    public async Task What_nobody_names_goes_once_it_is_old_and_what_is_open_is_read_to_its_end()
    {
        var (used, unused) = (await PutAsync("used"), await PutAsync("unused"));
        var names = new HashSet<string> { used.Hash };
        await Store.DeleteUnusedAsync(names, Token);
        await using var open = await Store.OpenReadAsync(unused, Token);
        Age();
        await Store.DeleteUnusedAsync(names, Token);
        Assert.Equal("used", await ReadAsync(used));
        await Assert.ThrowsAsync<BlobGoneException>(() => ReadAsync(unused));
        using var reader = new StreamReader(open);
        Assert.Equal("unused", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Many_may_store_the_same_at_once()
    {
        var blobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => PutAsync("the same"), Token)));
        Assert.Single(blobs.Distinct());
        Assert.Equal("the same", await ReadAsync(blobs[0]));
    }

    protected Task<Blob> PutAsync(string text) => Store.PutAsync(stream => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), Token).AsTask(), Token);

    private async Task<string> ReadAsync(Blob blob)
    {
        using var reader = new StreamReader(await Store.OpenReadAsync(blob, Token));
        return await reader.ReadToEndAsync(Token);
    }
}
