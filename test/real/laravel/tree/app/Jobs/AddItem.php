<?php

namespace App\Jobs;

use App\Models\Item;
use Illuminate\Bus\Queueable;
use Illuminate\Contracts\Queue\ShouldQueue;
use Illuminate\Foundation\Bus\Dispatchable;
use Illuminate\Queue\InteractsWithQueue;

class AddItem implements ShouldQueue
{
    use Dispatchable;
    use InteractsWithQueue;
    use Queueable;

    private string $name;

    public function __construct(string $name)
    {
        $this->name = $name;
    }

    /** Writes down which release did the work. */
    public function handle(): void
    {
        Item::create(['name' => $this->name, 'release' => config('release.build')]);
    }
}
