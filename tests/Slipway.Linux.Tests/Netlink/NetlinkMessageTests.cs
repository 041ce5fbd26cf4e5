using System.Buffers.Binary;
using System.Net;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Tests.Netlink;

/// <summary>The bytes are those of the kernel's structures: linux/netlink.h, linux/rtnetlink.h, linux/if_link.h.</summary>
public sealed class NetlinkMessageTests
{
    private const int Header = 16;

    [Fact]
    public void A_header_has_length_type_flags_and_number()
    {
        var bytes = new NetlinkMessage(0x1234, 0x0605).Link(7, 1, 1).Finish(0xAABBCCDD).ToArray();
        Assert.Equal("20000000" + "3412" + "0506" + "DDCCBBAA" + "00000000", Convert.ToHexString(bytes[..Header]));
        // struct ifinfomsg: family, pad, type, index, flags, change
        Assert.Equal("00000000" + "07000000" + "01000000" + "01000000", Convert.ToHexString(bytes[Header..]));
    }

    [Fact]
    public void Families_have_headers_of_their_own()
    {
        Assert.Equal("021E0000" + "05000000", Body(message => message.Address(30, 5)));
        Assert.Equal("02180000" + "FE030001" + "00000000", Body(message => message.Route(24)));
        Assert.Equal("021E0000" + "FE03FD01" + "00000000", Body(message => message.OnLinkRoute(30)));
        Assert.Equal("02000000" + "09000000" + "80000000", Body(message => message.PermanentNeighbour(9)));
        Assert.Equal("02000000", Body(message => message.Netfilter()));
    }

    [Fact]
    public void An_attribute_has_its_true_length_and_is_filled_up_to_four_bytes()
    {
        Assert.Equal("0800" + "0100" + "04030201", Body(message => message.Attribute(1, 0x01020304u)));
        Assert.Equal("0800" + "0200" + "0A000001", Body(message => message.Attribute(2, IPAddress.Parse("10.0.0.1"))));
        Assert.Equal("0700" + "0300" + "6C6F00" + "00", Body(message => message.Attribute(3, "lo")));
        Assert.Equal("0500" + "0400" + "FF" + "000000", Body(message => message.Attribute(4, [0xFF])));
        Assert.Equal("0400" + "0500", Body(message => message.Attribute(5, ReadOnlySpan<byte>.Empty)));
    }

    [Fact]
    public void A_nested_attribute_holds_what_is_in_it_and_what_follows_it_stands_behind()
    {
        var body = Body(message => message.Nested(18, inner => inner.Attribute(1, "veth").Nested(2, data => data.Attribute(1, 7u))).Attribute(4, 1500u));
        Assert.Equal("1C00" + "1200" + "0900" + "0100" + "7665746800" + "000000" + "0C00" + "0200" + "0800" + "0100" + "07000000" + "0800" + "0400" + "DC050000", body);
    }

    [Fact]
    public void What_was_written_is_found_by_its_type_whatever_stands_before_it()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(1, random.Next(1, 12)).ToDictionary(type => (ushort)type, _ => Bytes(random, 20));
            var message = new NetlinkMessage(1, 0);
            foreach (var (type, value) in values.OrderBy(_ => random.Next()))
            {
                message.Attribute(type, value);
            }

            var attributes = message.Finish(1)[Header..].ToArray();
            Assert.All(values, pair => Assert.Equal(pair.Value, NetlinkAttributes.Find(attributes, pair.Key).ToArray()));
            Assert.True(NetlinkAttributes.Find(attributes, 99).IsEmpty);
        }
    }

    [Fact]
    public void A_type_is_found_whatever_its_upper_bits_say_of_the_value()
    {
        byte[] attribute = [5, 0, 3, 0xC0, 42, 0, 0, 0];
        Assert.Equal([42], NetlinkAttributes.Find(attribute, 3).ToArray());
    }

    [Fact]
    public void Attributes_that_lie_about_their_length_end_the_search_and_nothing_is_read_behind_the_answer()
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var noise = Bytes(random, 64);
            var found = NetlinkAttributes.Find(noise, (ushort)random.Next(8)).Length;
            Assert.InRange(found, 0, Math.Max(0, noise.Length - 4));
        }

        var empty = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(empty, 0);
        Assert.True(NetlinkAttributes.Find(empty, 0).IsEmpty);
    }

    [Fact]
    public void What_has_no_room_in_a_message_is_an_error_and_no_shorter_message() =>
        Assert.ThrowsAny<ArgumentException>(() => new NetlinkMessage(1, 0).Attribute(1, new byte[1024]));

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Body(Func<NetlinkMessage, NetlinkMessage> fill)
    {
        var bytes = fill(new NetlinkMessage(1, 0)).Finish(1);
        Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        return Convert.ToHexString(bytes[Header..]);
    }
}
