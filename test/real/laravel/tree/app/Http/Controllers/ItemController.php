<?php

namespace App\Http\Controllers;

use App\Jobs\AddItem;
use App\Models\Item;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Routing\Controller;

class ItemController extends Controller
{
    public function index(): JsonResponse
    {
        return response()->json(Item::orderBy('id')->get(['name', 'release']));
    }

    /** Leaves the work to the queue. */
    public function store(Request $request): JsonResponse
    {
        AddItem::dispatch((string) $request->query('name'));

        return response()->json(['queued' => true], 202);
    }
}
